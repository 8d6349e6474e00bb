"""The school's workbook (任课表): read in the layouts that schools use, written to be filled in."""
