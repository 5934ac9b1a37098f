#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes src/core/grapheme-table.c and the fixture of its test from the Unicode Character Database as Debian ships it
# (package unicode-data). Run it by hand from the top of the tree when the whole world is to move to a newer Unicode:
# both ends of a sync must use the same table.

import pathlib
import re
import sys

UCD = pathlib.Path("/usr/share/unicode")
BREAK = {"CR": None, "LF": None, "LV": None, "LVT": None, "Control": "CONTROL", "Extend": "EXTEND", "ZWJ": "ZWJ",
         "Regional_Indicator": "REGIONAL_INDICATOR", "Prepend": "PREPEND", "SpacingMark": "SPACING_MARK", "L": "HANGUL_L",
         "V": "HANGUL_V", "T": "HANGUL_T", "Extended_Pictographic": "PICTOGRAPHIC"}


def properties(path, wanted):
    """Yields (first, last, value) of a property file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)", line)
        if match and wanted(match[3]):
            yield int(match[1], 16), int(match[2] or match[1], 16), match[3]


def punctuation():
    for line in (UCD / "UnicodeData.txt").read_text(encoding="utf-8").splitlines():
        code, _, category = line.split(";")[:3]
        if category.startswith("P"):
            yield int(code, 16), int(code, 16), "PUNCTUATION"


def joined(ranges):
    """Sorted, without ASCII, neighbours of one kind as one range."""
    result = []
    for first, last, kind in sorted(ranges):
        first = max(first, 0x80)
        if last < first:
            continue
        if result and result[-1][1] >= first:
            sys.exit(f"U+{first:04X} has two kinds")
        if result and result[-1][1] + 1 == first and result[-1][2] == kind:
            result[-1][1] = last
        else:
            result.append([first, last, kind])
    return result


def table(name, prefix, ranges):
    rows = ",\n".join(f"  {{ 0x{first:04x}, 0x{last:04x}, {prefix}{kind} }}" for first, last, kind in ranges)
    packed = "{\n" + re.sub(r"((?:  [^\n]*\n){1}  [^\n]*)", lambda match: "  " + re.sub(r"\n +", " ", match[1].strip()),
                            rows + "\n").rstrip() + "\n}"
    return (f"const DovetailCharacterRange {name}[] = {packed};\n"
            f"const gsize {name}_length = G_N_ELEMENTS ({name});\n")


def write_table(version):
    breaks = [(first, last, BREAK[value]) for path in ("auxiliary/GraphemeBreakProperty.txt", "emoji/emoji-data.txt")
              for first, last, value in properties(UCD / path, lambda value: BREAK.get(value) is not None)]
    spaces = [(first, last, "SPACE") for first, last, _ in properties(UCD / "PropList.txt", lambda value: value == "White_Space")]
    text = f"""/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What characters are to the boundaries of graphemes and words: the one table for client and server, Unicode {version},
 * written by build-aux/grapheme-table.py from GraphemeBreakProperty.txt, emoji-data.txt, PropList.txt and UnicodeData.txt
 * (copyright Unicode, Inc., https://www.unicode.org/terms_of_use.html). Without ASCII and the Hangul syllables, which
 * follow rules. */

#include "core/grapheme-private.h"

/* clang-format off */
{table("dovetail_break_ranges", "DOVETAIL_BREAK_", joined(breaks))}
{table("dovetail_separator_ranges", "DOVETAIL_SEPARATOR_", joined(spaces + list(punctuation())))}/* clang-format on */
"""
    pathlib.Path("src/core/grapheme-table.c").write_text(text, encoding="utf-8")


def write_fixture(version):
    lines = [line.split("#")[0].strip() for line in
             (UCD / "auxiliary/GraphemeBreakTest.txt").read_text(encoding="utf-8").splitlines()]
    lines = [re.sub(r"\s+", " ", line.replace("÷", "|").replace("×", "x")).strip("| ") for line in lines if line]
    head = (f"# GraphemeBreakTest.txt of Unicode {version} (copyright Unicode, Inc., https://www.unicode.org/terms_of_use.html),\n"
            "# written by build-aux/grapheme-table.py: | is a boundary, x is none.\n")
    pathlib.Path("tests/core/grapheme-break.txt").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


def main():
    first_line = (UCD / "auxiliary/GraphemeBreakProperty.txt").read_text(encoding="utf-8").splitlines()[0]
    version = re.search(r"-([0-9.]+)\.txt", first_line)[1]
    write_table(version)
    write_fixture(version)


main()
