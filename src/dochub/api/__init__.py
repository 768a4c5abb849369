"""The API contract, functions/api.yaml: read it, hold answers against it, print it for clients."""
