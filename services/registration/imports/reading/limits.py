"""Limits of a list: how large its file, its sheets and its cells may be."""

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE  # of the file as it is sent
MOST_INFLATED = 64 * MEGABYTE
MOST_ROWS = 5_000  # with somebody in them
MOST_LINES = 100_000  # with the blank ones, which spreadsheets keep where somebody formatted them
LAST_ROW = 20_000  # of a workbook: what stands farther below is told, not read
MOST_COLUMNS = 60
MOST_CELLS = 2_000_000  # from the first filled one to the last, the blank ones between them too
MOST_CHARACTERS = 3_000_000  # in all cells together: 600 for each of 5,000 people
LONGEST_CELL = 500  # of those that are taken over; remarks in other columns may be longer
HEADINGS_WITHIN = 30  # filled lines; what stands above the headings is title, logo and date
