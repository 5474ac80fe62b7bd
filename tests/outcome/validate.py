"""validate.py SCHEMA FILE...: is each FILE one JSON object that the schema allows? Else a line for each fault."""
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as text:
    schema = json.load(text)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
faults = 0
for path in sys.argv[2:]:
    try:
        with open(path, encoding="utf-8") as text:
            document = json.load(text)
    except ValueError as error:
        print(f"{path}: {error}")
        faults += 1
        continue
    for error in validator.iter_errors(document):
        where = "/".join(str(part) for part in error.absolute_path)
        print(f"{path}: {where}: {error.message[:300]}")
        faults += 1
sys.exit(1 if faults else 0)
