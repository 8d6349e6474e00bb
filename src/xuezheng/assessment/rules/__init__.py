"""Pure rules of assessment: language areas, curves of item response, linking, classical statistics, reliability."""

from xuezheng.assessment.rules.mandarin import LANGUAGE_AREAS

__all__ = ["LANGUAGE_AREAS"]
