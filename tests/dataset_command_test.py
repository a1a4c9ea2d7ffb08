# SPDX-License-Identifier: GPL-3.0-or-later
"""What crease dataset makes of directories that are there already, of runs that end early, and of specifications that are
wrong.

dataset_command_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import fcntl
import json
import os
import resource
import signal
import sys
import time
import unittest

import command_test
from command_test import golden
from dataset_kill_test import contents
from dataset_tables_test import DatasetTest, random_layers, spec

GRID = [{"architectures": [[2, 5, 5, 1]], "seeds": {"from": 0, "to": 39}, "domains": ["box:-1,1"]}]


class Directories(DatasetTest):
    def test_a_finished_one_is_checked(self):
        self.make(spec(GRID))
        again = self.make(spec(GRID))
        self.assertEqual((again["made_items"], again["earlier_items"], again["complete"]), (0, 40, True))
        before = contents(self.path("out"))
        with open(self.path("out/counts.csv"), "a") as file:
            file.write("x")
        self.refused(spec(GRID), 3, "counts.csv", "SHA256SUMS")
        os.remove(self.path("out/counts.csv"))
        self.refused(spec(GRID), 3, "counts.csv")
        self.write("out/counts.csv", before["counts.csv"].decode().replace("\r\n", "\n"))
        self.refused(spec(GRID), 3, "counts.csv")

    def test_all_that_is_finished_is_named_in_the_sums(self):
        self.make(spec(GRID))
        sums = self.read("out/SHA256SUMS")
        lines = sums.splitlines(keepends=True)
        for text, words in (("", "README.md is not what"), ("".join(lines[:-1]), "networks/000039.json"),
                            ("".join(lines[1:]), "README.md"), (sums[:-1], "networks/000039.json"),
                            (sums + lines[0], "goes on after its last line"),
                            ("".join(lines[1:] + lines[:1]), "README.md")):
            self.write("out/SHA256SUMS", text)
            self.refused(spec(GRID), 3, words, "SHA256SUMS")
        self.write("out/SHA256SUMS", sums)
        self.assertEqual(self.make(spec(GRID))["made_items"], 0)

    def test_nothing_of_somebody_else_is_removed(self):
        for name, place in (("draft", "unfinished/draft.txt"), ("item", "unfinished/items/000000"),
                            ("mine", "unfinished/networks/mine"), ("json", "unfinished/dataset.json"),
                            ("temporary", "unfinished/dataset.json.Ab3xyZ")):
            path = self.path("%s/%s" % (name, place))
            os.makedirs(os.path.dirname(path))
            self.write("%s/%s" % (name, place), "precious")
            self.refused(spec(GRID), 3, "'unfinished/", directory=name)
            self.assertEqual(self.read("%s/%s" % (name, place)), "precious")
        os.makedirs(self.path("elsewhere/items"))
        os.mkdir(self.path("link"))
        os.symlink("../elsewhere", self.path("link/unfinished"))
        self.refused(spec(GRID), 3, "'unfinished'", directory="link")
        # In a data set, too.
        self.make(spec(GRID))
        expected = contents(self.path("out"))
        self.interrupted(spec(GRID), "part", 8192)
        for name in ("out", "part"):
            os.makedirs(self.path(name + "/unfinished"), exist_ok=True)
            self.write(name + "/unfinished/draft.txt", "precious")
            self.make(spec(GRID), name)
            self.assertEqual(contents(self.path(name)), {**expected, "unfinished/draft.txt": b"precious"})

    def test_what_a_run_leaves_before_it_says_what_it_makes(self):
        self.make(spec(GRID))
        expected = contents(self.path("out"))
        description = expected["dataset.json"].decode()
        for name, files in (("empty", {}), ("start", {"dataset.json.Ab3xyZ": description[:100]}),
                            ("nothing", {"dataset.json.Ab3xyZ": ""}),
                            ("named", {"dataset.json": description, "dataset.json.000000": description})):
            os.makedirs(self.path(name + "/unfinished/items"))
            os.mkdir(self.path(name + "/unfinished/networks"))
            for file, content in files.items():
                self.write("%s/unfinished/%s" % (name, file), content)
            self.make(spec(GRID), name)
            self.assertEqual(contents(self.path(name)), expected, name)

    def test_files_that_change_meanwhile(self):
        """While items that take long are made, before the items of these files."""
        self.write("slice.json", {"format": "crease-slice/1", "point": [0, 0], "directions": [[1, 2]]})
        self.write("half.json", {"format": "crease-domain/1", "rows": [{"normal": [1, 0], "offset": 1}]})
        self.write("net.json", golden(2, 2, [4]))
        content = spec([{"architectures": [[2, 24, 24, 24, 1]], "seeds": {"from": 0, "to": 7}, "domains": ["box:-1,1"]},
                        {"files": ["net.json"], "domains": ["half.json", {"slice": "slice.json"}]}])
        self.make(content)
        expected = contents(self.path("out"))
        changes = {"net.json": golden(3, 2, [4]),
                   "half.json": {"format": "crease-domain/1", "rows": [{"normal": [1, 0], "offset": 2}]},
                   "slice.json": {"format": "crease-slice/1", "point": [0, 0], "directions": [[2, 1]]}}
        for name, change in changes.items():
            directory = "out_" + name
            before = self.read(name)
            process = self.start("dataset", self.path("spec.json"), "-o", self.path(directory), "--threads", "1")
            while process.poll() is None and not os.path.exists(self.path(directory + "/dataset.json")):
                pass
            self.write(name, change)
            _, errors = process.communicate(timeout=command_test.DEADLINE)
            self.assertEqual(process.returncode, 3, errors)
            self.assertIn(name + ": the file has changed", errors)
            self.assertFalse(os.path.exists(self.path(directory + "/SHA256SUMS")))
            self.refused(content, 3, "files that have changed", directory=directory)
            # What was made of another file is made again.
            self.write(name, before)
            made = self.make(content, directory)
            self.assertEqual(made["made_items"], 2 if name == "net.json" else 0)
            self.assertEqual(contents(self.path(directory)), expected, name)

    def test_others_are_refused(self):
        self.make(spec(GRID))
        before = contents(self.path("out"))
        self.refused(spec(GRID, quantities=["faces"]), 3, "another specification")
        self.assertEqual(contents(self.path("out")), before)
        os.mkdir(self.path("mine"))
        self.write("mine/notes.txt", "mine")
        self.refused(spec(GRID), 3, "'notes.txt'", directory="mine")
        self.assertEqual(os.listdir(self.path("mine")), ["notes.txt"])
        os.mkdir(self.path("part"))
        self.write("part/counts.csv", "mine")
        self.refused(spec(GRID), 3, "dataset.json", directory="part")
        self.write("file", "mine")
        self.refused(spec(GRID), 1, "file", directory="file")
        self.refused(spec(GRID), 1, "missing", directory="missing/out")
        self.refused(spec(GRID), 1, "/proc/out", directory="/proc/out")

    def test_another_version_or_changed_files_are_refused(self):
        self.write("net.json", golden(2, 2, [4]))
        files = spec([{"files": ["net.json"], "domains": ["box:-1,1"]}])
        self.make(files)
        self.write("net.json", golden(3, 2, [4]))
        self.refused(files, 3, "files that have changed")
        self.write("net.json", golden(2, 2, [4]))
        self.make(files)
        description = self.read("out/dataset.json")
        version = json.loads(description)["tool_version"]
        self.write("out/dataset.json", description.replace('"%s"' % version, '"9.9.9"'))
        self.refused(files, 3, "another version")
        self.write("out/dataset.json", "nonsense")
        self.refused(files, 3, "no description")

    def test_broken_parts_are_made_again(self):
        self.make(spec(GRID, quantities=["regions"]))
        expected = contents(self.path("out"))
        for breakage in ("truncate", "flip", "empty", "swap", "network", "alien"):
            directory = "out_" + breakage
            part = self.interrupted(spec(GRID, quantities=["regions"]), directory, 100000)
            with open(part, "rb") as file:
                content = file.read()
            if breakage == "truncate":
                content = content[:-10]
            elif breakage == "flip":
                content = content[:50] + bytes([content[50] ^ 1]) + content[51:]
            elif breakage == "empty":
                content = b""
            elif breakage == "swap":
                with open(os.path.join(os.path.dirname(part), "000001"), "rb") as file:
                    content = file.read()
            elif breakage == "network":
                self.write("%s/unfinished/networks/000000.json" % directory, "{}")
            else:
                content = content.replace(b'"identity":"', b'"identity":"0')
            with open(part, "wb") as file:
                file.write(content)
            made = self.make(spec(GRID, quantities=["regions"]), directory)
            self.assertEqual(made["made_items"], 1, breakage)
            self.assertEqual(contents(self.path(directory)), expected, breakage)

    def interrupted(self, content, directory, limit):
        """A directory in which all items are made, but not put together: no file may be larger. The path of the first."""
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        result = self.crease("dataset", self.write("spec.json", content), "-o", self.path(directory),
                             preexec_fn=small_files, restore_signals=False)
        self.assert_one_error(result, 1)
        self.assertEqual(len(os.listdir(self.path(directory + "/unfinished/items"))), 40)
        return self.path(directory + "/unfinished/items/000000")

    def test_a_full_disk(self):
        """At the end, when files become larger than parts, and at the start."""
        self.make(spec(GRID))
        expected = contents(self.path("out"))
        self.interrupted(spec(GRID), "late", 8192)
        made = self.make(spec(GRID), "late")
        self.assertEqual((made["made_items"], made["earlier_items"]), (0, 40))
        self.assertEqual(contents(self.path("late")), expected)

        def tiny_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        self.refused(spec(GRID), 1, "ree some space", directory="early", preexec_fn=tiny_files,
                     restore_signals=False)
        self.make(spec(GRID), "early")
        self.assertEqual(contents(self.path("early")), expected)

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_a_directory_without_permission(self):
        os.mkdir(self.path("out"), 0o500)
        self.refused(spec(GRID), 1, "ermission")

    def test_two_at_once(self):
        os.mkdir(self.path("out"))
        descriptor = os.open(self.path("out"), os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        self.refused(spec(GRID), 3, "another process")
        os.close(descriptor)
        self.make(spec(GRID))

    def test_ctrl_c_and_timeout(self):
        self.write("huge.json", command_test.huge())
        small = {"architectures": [[2, 5, 5, 1]], "seeds": {"from": 0, "to": 4}, "domains": ["box:-1,1"]}
        content = spec([small, {"files": ["huge.json"], "domains": ["box:-1,1"]}])
        part = self.make(content, arguments=["--timeout", "1"], code=4)
        self.assertEqual((part["complete"], part["reason"], part["sha256"]), (False, "timeout", None))
        self.assertEqual(part["made_items"], 5)
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start("dataset", self.path("spec.json"), "-o", self.path("out"), "--json")
            time.sleep(0.5)
            process.send_signal(number)
            output, errors = process.communicate(timeout=command_test.DEADLINE)
            self.assertEqual(process.returncode, 128 + number)
            self.assertIn("5 of 6 items are there. The same command goes on from here", errors)
            document = json.loads(output)
            self.assertEqual((document["made_items"], document["earlier_items"], document["reason"]),
                             (0, 5, "cancelled"))
        self.assertEqual(sorted(os.listdir(self.path("out/unfinished/items"))), ["%06d" % i for i in range(5)])


class Errors(DatasetTest):
    def test_what_does_not_fit_is_refused_before_the_work(self):
        self.write("net.json", golden(2, 2, [4]))
        grid = {"architectures": [[2, 3, 1], [3, 3, 1]], "seeds": [1]}
        for networks, words in (
                ([{"files": ["none.json"]}], ["item 0 (none.json; all)", "cannot open"]),
                ([{"files": ["net.json"], "domains": ["box:1,0"]}], ["item 0", "box:1,0"]),
                ([{**grid, "domains": ["box:0,1;0,1"]}], ["item 1 (3,3,1, relu", "box:0,1;0,1"]),
                ([{**grid, "domains": ["none.json"]}], ["none.json"]),
                ([{"architectures": [[11, 20, 1]], "seeds": [1], "domains": ["box:0,1"]}], ["item 0", "corners"])):
            self.refused(spec(networks), 3, *words)
            self.assertFalse(os.path.exists(self.path("out")))

    def test_every_law_of_weights_is_checked(self):
        grid = {"architectures": [[12, 12, 1]], "seeds": [1, 2], "initializations": ["zero", "he_normal"]}
        self.refused(spec([grid]), 3, "he_normal", "vary in 12 dimensions")
        self.assertFalse(os.path.exists(self.path("out")))

    def test_a_later_seed_that_does_not_fit(self):
        """11 units of 11 inputs with weights 0 and 1 seldom have rank 10."""
        def rank(rows):
            rows, found = [list(row) for row in rows], 0
            for column in range(11):
                pivot = next((row for row in rows if row[column]), None)
                if pivot is None:
                    continue
                rows.remove(pivot)
                found += 1
                rows = [[a - b * row[column] / pivot[column] for a, b in zip(row, pivot)] for row in rows]
            return found
        ranks = {}
        for seed in range(1000):
            layers = random_layers([11, 11, 1], "integers:0,1", "zero", seed)
            ranks.setdefault(rank(layers[0][0]), seed)
            if 10 in ranks and 11 in ranks:
                break
        grid = {"architectures": [[11, 11, 1]], "initializations": ["integers:0,1"], "seeds": [ranks[10], ranks[11]]}
        self.refused(spec([grid], max_regions=1), 3, "item 1 (11,11,1", "seed %d" % ranks[11], "vary in 11 dimensions")

    def test_domains_without_interior_are_refused_before_the_work(self):
        flat = [{"normal": [1, 0], "offset": 0}, {"normal": [-1, 0], "offset": 0}]
        self.write("flat.json", {"format": "crease-domain/1", "rows": flat})
        self.write("never.json", {"format": "crease-domain/1", "rows": [{"normal": [0, 0], "offset": -1}]})
        self.write("slice.json", {"format": "crease-slice/1", "point": [1, 0], "directions": [[0, 1]]})
        grid = {"architectures": [[2, 3, 1]], "seeds": [1]}
        for domain in ("flat.json", "never.json", {"domain": "flat.json", "slice": "slice.json"}):
            self.refused(spec([{**grid, "domains": ["all", domain]}]), 3, "item 1", ".json", "no interior")
            self.assertFalse(os.path.exists(self.path("out")))

    def test_standard_input(self):
        """It can be the specification, in TOML, but nothing that is read more than once."""
        toml = ('format = "crease-dataset-spec/1"\nname = "test"\n[[networks]]\nfiles = ["net.json"]\n'
                'domains = ["box:-1,1"]\n')
        self.write("net.json", golden(2, 2, [4]))
        self.write("spec.toml", toml)
        for directory, path, options in (("file", "spec.toml", {}), ("stdin", "-", {"input": toml})):
            result = self.crease("dataset", path, "-o", self.path(directory), cwd=self.path(""), **options)
            self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(contents(self.path("stdin")), contents(self.path("file")))
        grid = {"architectures": [[2, 3, 1]], "seeds": [1]}
        for networks in ({"files": ["-"]}, {**grid, "domains": ["-"]}, {**grid, "domains": [{"slice": "-"}]}):
            self.refused(spec([networks]), 3, "'-' is standard input")
            self.assertFalse(os.path.exists(self.path("out")))

    def test_control_characters(self):
        self.refused(spec(GRID, license="a\x1b[31mb"), 3, "license", "U+001B")
        self.refused(spec(GRID, description="a\x7f"), 3, "description", "U+007F")
        self.refused({**spec(GRID), "name": "a\tb"}, 3, "name", "U+0009")
        self.make(spec(GRID, description="two\nlines", license="\u00e4"))

    def test_specifications(self):
        self.refused("{", 3, "spec.json:1:")
        self.refused(spec([]), 3, "spec.json:1:", "networks: an empty list")
        self.refused(spec(GRID, quantity=["counts"]), 3, "unknown key 'quantity'")
        self.refused({**spec(GRID), "format": "crease-network/1"}, 3, "crease-dataset-spec/1")
        self.assert_one_error(self.crease("dataset", self.path("none.toml"), "-o", self.path("out")), 3)
        self.assert_one_error(self.crease("dataset", self.path("spec.json")), 2)
        self.assert_one_error(self.crease("dataset", "-o", self.path("out")), 2)
        self.assert_one_error(self.crease("dataset", self.path("spec.json"), "-o", ""), 2)
        self.assert_one_error(self.crease("dataset", self.path("spec.json"), "-o", "x", "--max-regions", "3"), 2)


if __name__ == "__main__":
    command_test.CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
