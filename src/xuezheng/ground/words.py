"""A text in the two languages of the product."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The same text in Simplified Chinese and in English."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The text for a language code: anything that begins with "en" is English, all else Chinese."""
        return self.en if language.startswith("en") else self.zh
