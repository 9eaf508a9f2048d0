"""The peer DuckDB: reads a folder of logs into one table of 29 columns, in the fastest form found.

    peer_duckdb.py FOLDER DATABASE

The schema is given, `records=true` goes with it (six times slower without), and a larger maximum object size would
run out of memory.
"""

import sys
from pathlib import Path

import duckdb

IDENTITY = (
    "STRUCT(type VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, accessKeyId VARCHAR, "
    "userName VARCHAR, invokedBy VARCHAR, sessionContext STRUCT(sessionIssuer STRUCT(arn VARCHAR), "
    "attributes STRUCT(mfaAuthenticated VARCHAR)))"
)
COLUMNS = {
    "eventTime": "TIMESTAMP",
    **dict.fromkeys(
        "eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage requestID eventID".split(),
        "VARCHAR",
    ),
    "readOnly": "BOOLEAN",
    "eventType": "VARCHAR",
    "managementEvent": "BOOLEAN",
    **dict.fromkeys("recipientAccountId sharedEventID vpcEndpointId eventCategory".split(), "VARCHAR"),
    "userIdentity": IDENTITY,
    "tlsDetails": "STRUCT(tlsVersion VARCHAR)",
    "requestParameters": "JSON",
    "resources": "JSON",
}
NESTED = {
    "userIdentity": [
        *"type principalId arn accountId accessKeyId userName invokedBy".split(),
        "sessionContext.sessionIssuer.arn",
        "sessionContext.attributes.mfaAuthenticated",
    ],
    "tlsDetails": ["tlsVersion"],
}


def main(folder, database):
    files = sorted(str(path) for path in Path(folder).rglob("*.json.gz"))
    fields = []
    for column in COLUMNS:
        parts = NESTED.get(column)
        fields += [f'r.{column}.{part} AS "{column}.{part}"' for part in parts] if parts else [f"r.{column}"]
    record = "STRUCT(" + ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items()) + ")"
    connection = duckdb.connect(database)
    connection.execute("SET threads=2; SET preserve_insertion_order=false; SET memory_limit='16GB'")
    connection.execute(
        f"CREATE TABLE events AS SELECT {', '.join(fields)} FROM (SELECT unnest(Records) r FROM read_json(?, "
        f"columns={{'Records': '{record}[]'}}, records=true, maximum_object_size=40000000))",
        [files],
    )
    connection.execute("CHECKPOINT")
    print(connection.execute("SELECT count(*) FROM events").fetchone()[0])


main(*sys.argv[1:])
