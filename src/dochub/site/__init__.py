"""The documentation site: static pages made of a deployed catalog, the sources and real answers.

`dochub site build` reads one database in a few queries (`model`), the files of the repository (`texts`), and what a
throwaway, seeded database answers (`answers`), and writes pages (`pages`) that work opened as files, with no network.
Its libraries are the extra `dochub-schema[site]`; the rest of the package needs none of it.
"""
