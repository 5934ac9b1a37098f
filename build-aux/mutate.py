#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How much of the merge code do its tests hold in place? Makes small mutants of it, one at a time, and runs the tests of
# core against each: a comparison or a condition turned round, "and" for "or", one more or one less, another side, a
# statement left out. Says which mutants no test noticed, and the share that was caught.
#
# Usage: build-aux/mutate.py [--build DIR] [--most N] [--seed N] [FILE of src/core]...
#   --build  a build directory that is up to date; default: build
#   --most   mutants a file, chosen by the seed; default: 60; 0: all
# Serial on purpose: it may share its machine. One mutant takes about a second.

import argparse
import json
import os
import pathlib
import random
import re
import resource
import shlex
import subprocess
import sys
import tempfile

FILES = ["merge", "overlap", "set-merge", "text-merge", "array-merge", "object-merge", "text-operation", "text-diff"]
TESTS = ["merge", "array-merge", "text-operation", "text-merge", "merge-properties"]
SLOW = ["/core/text-merge/time-is-bounded", "/core/text-merge/long-notes-merge"]

SWAPS = [
    (r"(?<![<>=!+\-*/&|])<(?![<=])", ["<=", ">"]), (r"(?<![<>=\-])>(?![>=])", [">=", "<"]), (r"<=", ["<"]), (r">=", [">"]),
    (r"==", ["!="]), (r"!=", ["=="]), (r"&&", ["||"]), (r"\|\|", ["&&"]), (r"\bTRUE\b", ["FALSE"]), (r"\bFALSE\b", ["TRUE"]),
    (r"(?<![\w.])0(?![\w.])", ["1"]), (r"(?<![\w.])1(?![\w.])", ["0", "2"]), (r" \+ 1\b", [""]), (r" - 1\b", [""]),
    (r"\+\+", ["--"]), (r"(?<=[\w)]) \+ (?=[\w(])", [" - "]), (r"(?<=[\w)]) - (?=[\w(])", [" + "]),
    (r"\bMINE\b", ["THEIRS"]), (r"\bTHEIRS\b", ["MINE"]), (r"SIDE_MINE\b", ["SIDE_THEIRS"]), (r"SIDE_THEIRS\b", ["SIDE_MINE"]),
    (r"\bMIN \(", ["MAX ("]), (r"\bMAX \(", ["MIN ("]), (r"(?<=\()!(?=\w)", [""]), (r"(?<= )!(?=\w)", [""]),
    (r"\bmine\b(?=[,;)])", ["theirs"]),
]
# Left alone: what no test can see without a sanitizer, and what cannot be code.
SKIP = re.compile(r"^\s*(\*|/\*|#|static .*;$|g_return_|G_DEFINE|typedef|case |default:|break;|g_free|g_clear_pointer|"
                  r"json_node_seal|.*_unref \(|\}|\{)")
STATEMENT = re.compile(r"^\s+(?!return|g_auto|const |static |struct |enum |typedef |else|do\b|if|for|while|g_ptr_array_unref)"
                       r"[\w>.\[\]\-]+(?: (?:=|\+=|-=|\|=) .*| \(.*\)|\+\+|--);$")


def code_lines(source):
    """Numbers of the lines that hold code: inside functions, outside comments."""
    depth, comment = 0, False
    for number, line in enumerate(source):
        starts_in_comment = comment
        stripped = re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])\'', '""', line)
        if "/*" in stripped and "*/" not in stripped:
            comment = True
        elif "*/" in stripped:
            comment = False
        if depth > 0 and not starts_in_comment and not SKIP.match(line):
            yield number
        depth += stripped.count("{") - stripped.count("}")


def mutants_of(source):
    for number in code_lines(source):
        line = source[number]
        code = line.split("/*")[0]
        for pattern, replacements in SWAPS:
            for match in re.finditer(pattern, code):
                if code[:match.start()].count('"') % 2 == 1:
                    continue
                for replacement in replacements:
                    yield number, code[:match.start()] + replacement + code[match.end():]
        if STATEMENT.match(line):
            yield number, ";"


class Bench:
    def __init__(self, build, scratch):
        self.build, self.scratch = build, scratch
        commands = json.loads((build / "compile_commands.json").read_text())
        self.commands = {command["file"]: command for command in commands}
        self.libraries = shlex.split(subprocess.check_output(["pkg-config", "--libs", "json-glib-1.0"], text=True)) + ["-lm"]

    def compile(self, name, text):
        path = self.scratch / f"{name}.c"
        path.write_text(text)
        command = self.commands[f"../src/core/{name}.c"]
        words = [word for word in shlex.split(command["command"]) if word not in ("-O2", "-g", "-MD") and word != "ccache"]
        words = words[:words.index("-MQ")] + ["-O1", "-w", "-o", str(self.scratch / "mutant.o"), "-c", str(path)]
        return subprocess.run(words, cwd=self.build, capture_output=True, timeout=60).returncode == 0

    def link(self, test):
        program = self.scratch / f"test-{test}"
        words = ["gcc", "-o", str(program), f"tests/core/test-core-{test}.p/{test}.c.o", str(self.scratch / "mutant.o"),
                 "src/json/libdovetail-json.a", "src/core/libdovetail-core.a"] + self.libraries
        subprocess.run(words, cwd=self.build, check=True, capture_output=True)
        return program

    def survives(self):
        environment = dict(os.environ, DOVETAIL_TEST_SEED="1", G_TEST_SRCDIR="tests/core", G_DEBUG="")
        skipped = [word for path in SLOW for word in ("-s", path)]
        for test in TESTS:
            program = self.link(test)
            try:
                run = subprocess.run([str(program), "-q"] + skipped, capture_output=True, env=environment, timeout=30,
                                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30)))
            except subprocess.TimeoutExpired:
                return False
            if run.returncode != 0:
                return False
        return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--most", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("files", nargs="*", default=FILES)
    options = parser.parse_args()
    chooser = random.Random(options.seed)
    total = caught = 0
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(pathlib.Path(options.build).resolve(), pathlib.Path(scratch))
        for name in options.files:
            source = pathlib.Path(f"src/core/{name}.c").read_text().split("\n")
            if not bench.compile(name, "\n".join(source)) or not bench.survives():
                sys.exit(f"{name}: the tests fail without a mutant")
            mutants = list(dict.fromkeys(mutants_of(source)))
            if options.most and len(mutants) > options.most:
                mutants = sorted(chooser.sample(mutants, options.most))
            made = noticed = 0
            for number, line in mutants:
                if not bench.compile(name, "\n".join(source[:number] + [line] + source[number + 1:])):
                    continue
                made += 1
                if bench.survives():
                    print(f"missed {name}.c:{number + 1}: {source[number].strip()}  ->  {line.strip()}", flush=True)
                else:
                    noticed += 1
            print(f"{name}: {noticed} of {made} caught ({100 * noticed / max(made, 1):.0f}%)", flush=True)
            total, caught = total + made, caught + noticed
    print(f"all: {caught} of {total} caught ({100 * caught / max(total, 1):.0f}%), seed {options.seed}")


main()
