"""Refusals of a whole file; rows that are not right are no refusal, they are told row by row."""

from shared.refusals import Conflict, Exceeded, Invalid, Unknown


class ImportUnknown(Unknown):
    """There is no such import; lists are removed {days} days after their end."""


class NoFile(Invalid):
    """Choose a file."""


class FileNameImpossible(Invalid):
    """The name of this file holds characters that no keyboard types. Rename the file and send it again."""


class FileTooLarge(Invalid):
    """The file is larger than {megabytes} MB. Leave out pictures and other sheets, or divide the list."""


class NoSpreadsheet(Invalid):
    """This file is neither an Excel workbook (.xlsx) nor a CSV list. Open it in Excel and save it as .xlsx."""


class OldWorkbook(Invalid):
    """This is a workbook of the old kind (.xls). Open it in Excel and save it as .xlsx."""


class LockedWorkbook(Invalid):
    """This workbook is protected by a password. Take the password away and send it again."""


class DamagedWorkbook(Invalid):
    """This workbook is damaged. Open it in Excel, save it again, and send that."""


class MacrosInside(Invalid):
    """This workbook holds macros. Save it as .xlsx, without macros, and send that."""


class LinksToOtherFiles(Invalid):
    """This workbook takes values from other files. Copy the list as values into a new workbook."""


class ForeignContent(Invalid):
    """This workbook holds more than sheets: files or parts that do not belong there. Copy the list into a new one."""


class TooMuchInside(Invalid):
    """This file holds far more than a list of people. Copy the list alone into a new workbook."""


class TooManyRows(Invalid):
    """This list is too long: at most {limit} people. Delete blank rows below it too, where somebody formatted them."""


class TooManyColumns(Invalid):
    """There are more than {limit} columns. Leave out those that are not needed."""


class NoRows(Invalid):
    """There is no list in this file."""


class TwiceTheSameColumn(Invalid):
    """Two columns cannot both say the same: choose one of them."""


class ColumnsMissing(Conflict):
    """Columns are missing that every list needs: first say which they are."""


class EncodingUnclear(Conflict):
    """It is not clear in which letters this file is written: first say which names are right."""


class EncodingNotOffered(Invalid):
    """This is none of the encodings in which the file may be written."""


class HeadingsNotThere(Invalid):
    """The list has no row of this number. Say in which of its rows the headings stand."""


class NoTitles(Invalid):
    """No line of this list stands alone above people."""


class NoWholeNames(Invalid):
    """No column of this list holds whole names of this kind."""


class SheetNotThere(Invalid):
    """There is no other sheet of this name with people in it."""


class MeaningImpossible(Invalid):
    """Cells of this column cannot mean this."""


class NothingToCarryOut(Conflict):
    """There is nothing in this list to carry out: every row has a problem or is known already."""


class AssociationNotAsked(Invalid):
    """Nothing is asked about an association of this name."""


class NotProposed(Invalid):
    """Choose one of the associations that are proposed, or the name itself where it is another association."""


class RowNotAsked(Invalid):
    """Nothing is asked about this row."""


class TooManyLists(Exceeded):
    """Others are sending lists at this moment. Send this one again in half a minute."""

    retry_after_s = 30


class AlreadyConfirmed(Conflict):
    """This list has been confirmed already."""


# What the reader, a process of its own, may say by name.
OF_FILES = (
    NoSpreadsheet,
    OldWorkbook,
    LockedWorkbook,
    DamagedWorkbook,
    MacrosInside,
    LinksToOtherFiles,
    ForeignContent,
    TooMuchInside,
    TooManyRows,
    TooManyColumns,
    NoRows,
)
