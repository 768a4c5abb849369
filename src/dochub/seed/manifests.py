"""The catalog and the content files, put together from the YAML files beside this one: no network, the same every time.

Only integers among the numbers, so that every client computes the same checksum (private.unsupported_number).
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CDN = "https://cdn.dochub.example"
CHANNELS = 100  # dB and shares travel as hundredths

Json = dict[str, Any]


@cache
def source(name: str) -> Any:
    """A YAML file of this package."""
    return yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def number(text: str, start: int, end: int) -> int:
    """A number of [start, end) that looks random and is always the same for `text`."""
    return start + int(sha256(text)[:12], 16) % (end - start)


def slug(title: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in title.lower().replace("é", "e")).split()
    return "-".join(words)


def courses() -> list[Json]:
    """Rows of public.courses, without their dates."""
    return [
        {
            "course_code": course["code"],
            "title": course["title"],
            "subtitle": course["subtitle"],
            "description": course["description"],
            "category": course["category"],
            "price_micros": course["price"] * 10_000,
            "currency": "USD",
            "status": course.get("status", "published"),
            "icon_url": f"{CDN}/icons/{course['code']}.webp",
            "audio": [
                _audio(f"{course['code']}-{place:02}", seconds) | {"title": title}
                for place, (title, seconds) in enumerate(course["sessions"].items(), 1)
            ],
            "workbooks": [
                {"title": title} | _file(f"workbooks/{course['code']}/{slug(title)}.pdf")
                for title in course["workbooks"]
            ],
            "sort_order": place * 10,
        }
        for place, course in enumerate(source("courses"), 1)
    ]


def manifests() -> dict[str, Json]:
    """The eight content files, by name."""
    return {
        "shop.json": _shop(),
        "ads.json": ads(),
        "background.json": _backgrounds(),
        "voices.json": _voices(),
        "inductions.json": _scripts("inductions"),
        "deepenings.json": _scripts("deepenings"),
        "onboarding.json": _onboarding(),
        "faq.json": _faq(),
    }


def ads(*more: Json) -> Json:
    """ads.json, with `more` campaigns before the others."""
    campaigns = [
        campaign
        | {"image": _file(f"campaigns/{campaign['id']}.webp"), "tracking_id": number(campaign["id"], 10_000, 99_999)}
        for campaign in [*more, *source("desk")["campaigns"]]
    ]
    return {"rotation_seconds": 40, "campaigns": campaigns}


def shop_list() -> Json:
    """shop.json as the other half of the experiment sees it: one long list instead of shelves."""
    shop = _shop()
    return shop | {
        "layout": "list",
        "shelves": [{"id": "all", "courses": [c for s in shop["shelves"] for c in s["courses"]]}],
    }


def _shop() -> Json:
    sold = {c["course_code"]: c for c in courses() if c["status"] == "published"}
    told = {c["code"]: c for c in source("courses")}

    def card(code: str) -> Json:
        row = sold[code]
        return {
            key: row[key]
            for key in ("course_code", "title", "subtitle", "description", "icon_url", "price_micros", "currency")
        } | {
            "good_for": told[code]["for"].split(", "),
            "seconds": sum(a["seconds"] for a in row["audio"]),
            "sessions": [
                {"audio_id": a["audio_id"], "title": a["title"], "seconds": a["seconds"]} for a in row["audio"]
            ],
            "preview": _audio(f"{code}-preview", 45),
            "workbooks": told[code]["workbooks"],
            "related": [c for c in sold if c != code and sold[c]["category"] == row["category"]],
        }

    return {
        "layout": "shelves",
        "currency": "USD",
        "shelves": [
            {"id": shelf, **words, "courses": [card(code) for code, row in sold.items() if row["category"] == shelf]}
            for shelf, words in source("desk")["shelves"].items()
        ],
        "offers": source("desk")["offers"],
    }


def _backgrounds() -> Json:
    studio = source("studio")
    return {
        "categories": [{"id": mood, "text": text} for mood, text in studio["moods"].items()],
        "backgrounds": [
            _audio(f"background-{slug(title)}", seconds)
            | {"title": title, "category": category, "loops": True}
            | {
                "loudness_centi_lufs": -number(title, 22 * CHANNELS, 30 * CHANNELS),
                "volume_percent": number(title, 35, 70),
            }
            for category, sounds in studio["backgrounds"].items()
            for title, seconds in sounds.items()
        ],
    }


def _voices() -> Json:
    voices = source("studio")["voices"]
    return {
        "default": voices[0]["id"],
        "voices": [
            voice
            | {
                "portrait": _file(f"voices/{voice['id']}.webp"),
                "sample": _audio(f"voice-{voice['id']}-greeting", 10 + len(voice["greeting"]) // 12),
                "words_per_minute": {"slow": 92, "medium": 112, "brisk": 134}[voice["pace"]],
            }
            for voice in voices
        ],
    }


def _scripts(kind: str) -> Json:
    """Inductions or deepenings: each text, and its recording in each voice."""
    studio = source("studio")
    return {
        kind: [
            script
            | {
                "recordings": {
                    voice["id"]: _audio(
                        f"{kind[:-1]}-{script['id']}-{voice['id']}", script["seconds"] + number(voice["id"], -15, 15)
                    )
                    for voice in studio["voices"]
                }
            }
            for script in studio[kind]
        ]
    }


def _onboarding() -> Json:
    desk = source("desk")
    return {
        "screens": [screen | {"image": _file(f"onboarding/{screen['id']}.webp")} for screen in desk["screens"]],
        "questions": [
            question | {"answers": [{"text": text, "suggests": course} for text, course in question["answers"].items()]}
            for question in desk["questions"]
        ],
        "reminders": desk["reminders"],
        "first_session": _audio("easy-breathing-01", 300),
    }


def _faq() -> Json:
    return {
        "sections": [
            {"title": title, "entries": [{"id": slug(q), "question": q, "answer": a} for q, a in entries.items()]}
            for title, entries in source("desk")["faq"].items()
        ]
    }


def _audio(audio_id: str, seconds: int) -> Json:
    return {"audio_id": audio_id, "seconds": seconds} | _file(f"audio/{audio_id}.m4a")


def _file(path: str) -> Json:
    return {"url": f"{CDN}/{path}", "sha256": sha256(path)}
