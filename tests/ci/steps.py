"""steps.py FILE NAME: what a step of a workflow, an action, or a job of GitLab runs, by itself, on stdout."""
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as text:
    document = yaml.safe_load(text)
if "runs" in document:
    (step,) = [one for one in document["runs"]["steps"] if one["name"] == sys.argv[2]]
    print(step["run"])
else:
    job = document["warpage"]
    print("\n".join(job[sys.argv[2]]))
