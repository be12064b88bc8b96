"""The file that a run keeps its rows in: each with every turn of each of the three, so that the table can be made again."""
import json
import os


class Results:
    """Rows by (name, deployment)."""

    def __init__(self, path):
        self.path = path
        self.rows = {}

    @classmethod
    def read(cls, path):
        """What is there; nothing when there is no such file."""
        results = cls(path)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                results.rows = json.load(file)["rows"]
        return results

    @staticmethod
    def key(name, deployment):
        return f"{name}/{deployment}"

    def get(self, name, deployment):
        return self.rows.get(self.key(name, deployment))

    def put(self, name, deployment, row):
        """Keeps a row, at once: what comes after may be interrupted."""
        self.rows[self.key(name, deployment)] = row
        temporary = self.path + ".new"
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump({"rows": self.rows}, file, indent=1)
        os.replace(temporary, self.path)
