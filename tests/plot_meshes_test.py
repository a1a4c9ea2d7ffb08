# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that crease plot writes, as trimesh and VTK read them.

plot_meshes_test.py PATH_OF_CREASE [unittest options]: exits with 77 (skipped) when modules are missing.
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from fractions import Fraction

try:
    import numpy
    import trimesh
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridReader
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

CREASE = ""
DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")
SHELLS = os.path.join(DATA, "shells.onnx")


def pyramids(face):
    """The volume between the origin and a polygon, negative where it turns towards the origin."""
    return sum(face[0] @ numpy.cross(face[i], face[i + 1]) for i in range(1, len(face) - 1)) / 6


class Meshes(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def plot(self, name, *words):
        path = os.path.join(self.directory, name)
        subprocess.run([CREASE, "plot", SHELLS, "--domain", "box:-2,2", *words, "-o", path], check=True,
                       stdout=subprocess.DEVNULL)
        return path

    def regions(self):
        """What another command says of the regions."""
        directory = os.path.join(self.directory, "complex")
        subprocess.run([CREASE, "analyze", SHELLS, "--domain", "box:-2,2", "-o", directory], check=True,
                       stdout=subprocess.DEVNULL)
        with open(os.path.join(directory, "complex.json"), encoding="utf-8") as file:
            return json.load(file)["regions"]

    def test_ply(self):
        bodies = trimesh.load(self.plot("a.ply", "--color", "inradius"), process=False)
        self.assertTrue((bodies.visual.face_colors[:, :3] != bodies.visual.face_colors[0, :3]).any())
        face = bodies.metadata["_ply_raw"]["face"]["data"]
        cell, volumes = (numpy.asarray(face[name]).ravel() for name in ("cell", "volume"))
        self.assertEqual(len(set(cell)), 693)
        # The divergence theorem: triangles that turn outwards enclose the volume that the file tells.
        a, b, c = (bodies.vertices[bodies.faces[:, k]] for k in range(3))
        enclosed = numpy.bincount(cell, numpy.einsum("ij,ij->i", a, numpy.cross(b, c)) / 6)
        told = numpy.zeros(693)
        told[cell] = volumes
        self.assertLess(abs(enclosed - told).max(), 1e-6)
        self.assertAlmostEqual(enclosed.sum(), 64, places=5)

    def test_glb(self):
        scene = trimesh.load(self.plot("a.glb", "--show", "edges,boundary", "--color", "class"))
        names = set(scene.geometry)
        self.assertTrue(any("regions" in name for name in names) and any("boundary" in name for name in names), names)
        surface = [geometry for name, geometry in scene.geometry.items() if "boundary" in name][0]
        self.assertGreater(surface.area, 1)
        numpy.testing.assert_allclose(scene.bounds, [[-2] * 3, [2] * 3])
        apart = trimesh.load(self.plot("b.glb", "--explode", "1/2", "--show", "none"))
        self.assertGreater(apart.bounds[1][0], 2.5)

    def test_vtu(self):
        reader = vtkXMLUnstructuredGridReader()
        reader.SetFileName(self.plot("a.vtu", "--show", "boundary"))
        reader.Update()
        grid = reader.GetOutput()
        kinds = numpy.array([grid.GetCellType(i) for i in range(grid.GetNumberOfCells())])
        data = {name: vtk_to_numpy(grid.GetCellData().GetArray(name)) for name in ("region", "volume")}
        bodies = kinds == 42
        self.assertEqual(bodies.sum(), 693)
        for i in numpy.flatnonzero(bodies):
            cell = grid.GetCell(int(i))
            faces = [vtk_to_numpy(cell.GetFace(f).GetPoints().GetData()).copy() for f in range(cell.GetNumberOfFaces())]
            self.assertAlmostEqual(sum(map(pyramids, faces)), data["volume"][i], places=12)
        # The exact volumes that another command gives.
        told = dict(zip(data["region"][bodies], data["volume"][bodies]))
        for region in self.regions():
            self.assertAlmostEqual(told[region["id"]], float(Fraction(region["volume"])), places=12)
        boundary = json.loads(subprocess.run([CREASE, "boundary", SHELLS, "--domain", "box:-2,2", "--json"], check=True,
                                             stdout=subprocess.PIPE).stdout)
        self.assertEqual((kinds == 7).sum(), boundary["boundary"]["pieces"])


if __name__ == "__main__":
    CREASE = os.path.abspath(sys.argv.pop(1))
    unittest.main()
