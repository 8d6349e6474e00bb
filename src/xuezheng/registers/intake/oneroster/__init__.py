"""OneRoster 1.2 CSV bundles (1EdTech): the registers out, and a bundle in as sheets like any other file.

What OneRoster has no column for travels in its extension columns (`metadata.xuezheng.…`), so that a bundle of ours comes
back exactly. The latest look of an institution, the latest attainment and title of a member of staff travel; what they
were before stays in the register. Days on which something ends are exclusive, in OneRoster as here.
"""
