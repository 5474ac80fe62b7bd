"""sarif.py JSON SARIF: are the results of the SARIF file the violations that the outcome judges, each with its trace?"""
import json
import os
import sys


def judged(outcome):
    found = outcome["violations"] if outcome["verdict"] == "violation" else []
    return found + [one for part in outcome.get("parts", []) for one in judged(part)]


with open(sys.argv[1], encoding="utf-8") as text:
    outcome = json.load(text)
with open(sys.argv[2], encoding="utf-8") as text:
    run = json.load(text)["runs"][0]
expected = [one["kind"] for one in judged(outcome)]
results = run["results"]
if [one["ruleId"] for one in results] != expected:
    sys.exit(f"{len(results)} results, and {len(expected)} violations")
rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
for rule in run["tool"]["driver"]["rules"]:
    # what a person reads who has to decide about an alert; the text says what the markdown does
    assert rule["help"]["text"] == rule["help"]["markdown"].replace("`", "'"), rule
    assert rule["help"]["text"].endswith("left out."), rule
for one in results:
    assert rules[one["ruleIndex"]] == one["ruleId"], one
    assert one["locations"] or not one.get("codeFlows"), one
    for flow in one.get("codeFlows", []):
        # at the last access of a read, or else, where that file is not here, at the last step in one that is
        steps = [(at["executionOrder"], thread["id"], at["location"]["physicalLocation"])
                 for thread in flow["threadFlows"] for at in thread["locations"]]
        steps = [step for step in sorted(steps, key=lambda step: step[0])]
        here = [step for step in steps if os.path.exists(step[2]["artifactLocation"]["uri"])]
        reads = [step for step in here or steps if not step[1].startswith("host")]
        assert one["locations"][0]["physicalLocation"] == (reads or here)[-1][2], (one["locations"], steps)
    for flow in one.get("codeFlows", []):
        orders = [at["executionOrder"] for thread in flow["threadFlows"] for at in thread["locations"]]
        assert sorted(orders) == list(range(1, len(orders) + 1)), orders
        assert any(thread["id"].startswith("host") for thread in flow["threadFlows"]), flow
for violation, one in zip(judged(outcome), results):
    if "finding" in violation:
        assert one["codeFlows"], violation
assert run["invocations"][0]["exitCode"] == outcome["status"], run["invocations"]
assert run["invocations"][0]["executionSuccessful"] == (outcome["status"] < 2 or outcome["status"] == 77)
print("ok")
