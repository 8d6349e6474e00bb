"""Imports of files: what was brought in by whom, and what stood there before, so that it can be taken back."""

from django.db import models


class ImportRun(models.Model):
    """Files brought in, or about to be.

    `state` goes checking → checked → applied → undone, or discarded; who works on it now is told by the jobs about it
    (`import:NUMBER`). `counts` is by sheet (added, changed,
    unchanged, refused), `report` what the check found. `audit_number` is the entry of the audit chain that tells of it.
    """

    state = models.CharField(max_length=10, default="applied")
    files = models.JSONField(default=list)  # [{name, sha256, byte_count}]
    sender = models.CharField(max_length=60, blank=True)
    account_name = models.CharField(max_length=150, blank=True)
    area_code = models.CharField(max_length=9, blank=True)  # of the role under which it was brought in
    institution_code = models.CharField(max_length=10, blank=True)
    begun_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)
    accepted = models.JSONField(default=list, blank=True)  # rules whose certain readings were taken
    only = models.JSONField(default=list, blank=True)  # sheets taken; empty: all
    counts = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=dict, blank=True)
    audit_number = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-id"]


class ImportPiece(models.Model):
    """A part of an import's journal: up to 50,000 rows of one table, as Parquet.

    `added`: the keys of rows added. `changed`: the rows as they were. Both with `_mark`, a fingerprint of each row as the
    import left it, by which a later change is noticed.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="pieces")
    table = models.CharField(max_length=60)  # the model's name
    kind = models.CharField(max_length=8)  # added, changed
    row_count = models.IntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)


class ImportAlias(models.Model):
    """What a sender calls a column."""

    sender = models.CharField(max_length=60)
    sheet = models.CharField(max_length=20)
    heading = models.CharField(max_length=80)  # in plain form (intake.headings.plain)
    field = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "sheet", "heading"], name="import_alias_once")]
