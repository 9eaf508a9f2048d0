"""The peer ClickHouse, embedded: reads a folder of logs into a MergeTree, in the fastest form found.

peer_clickhouse.py FOLDER DATABASE-FOLDER
"""

import sys

from chdb import session

TEXT, MAYBE = "String", "Nullable(String)"
IDENTITY_FIELDS = "type principalId arn accountId accessKeyId userName invokedBy".split()
IDENTITY = (
    "Tuple("
    + ", ".join(f"{field} {MAYBE}" for field in IDENTITY_FIELDS)
    + f", sessionContext Tuple(sessionIssuer Tuple(arn {MAYBE}), attributes Tuple(mfaAuthenticated {MAYBE})))"
)
COLUMNS = {
    **dict.fromkeys("eventTime eventSource eventName awsRegion sourceIPAddress userAgent".split(), TEXT),
    **dict.fromkeys("errorCode errorMessage requestID".split(), MAYBE),
    "eventID": TEXT,
    "readOnly": "Nullable(Bool)",
    "eventType": TEXT,
    "managementEvent": "Nullable(Bool)",
    "recipientAccountId": TEXT,
    **dict.fromkeys("sharedEventID vpcEndpointId eventCategory requestParameters resources".split(), MAYBE),
}
SETTINGS = {
    "max_threads": 2,
    "max_insert_threads": 2,
    "max_parsing_threads": 2,
    "allow_suspicious_types_in_order_by": 1,
    "input_format_json_read_objects_as_strings": 1,
    "input_format_json_read_arrays_as_strings": 1,
    "input_format_json_read_bools_as_strings": 1,
    "input_format_json_ignore_unknown_keys_in_named_tuple": 1,
    "input_format_json_defaults_for_missing_elements_in_named_tuple": 1,
    "input_format_null_as_default": 1,
    "input_format_parallel_parsing": 0,
    "input_format_skip_unknown_fields": 1,
}


def main(folder, database):
    record = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    fields = [f"r.{name} AS {name}" for name in COLUMNS]
    fields += [f"r.userIdentity.{field} AS identity_{field}" for field in IDENTITY_FIELDS]
    fields.append("r.userIdentity.sessionContext.sessionIssuer.arn AS issuer")
    fields.append("r.userIdentity.sessionContext.attributes.mfaAuthenticated AS mfa")
    fields.append("r.tlsDetails.tlsVersion AS tls")
    clickhouse = session.Session(database)
    clickhouse.query("CREATE DATABASE d")
    clickhouse.query(
        "CREATE TABLE d.events ENGINE = MergeTree ORDER BY (eventSource, eventName, eventTime) AS "
        f"SELECT {', '.join(fields)} FROM (SELECT arrayJoin(Records) AS r FROM file('{folder}/**/*.json.gz', "
        f"'JSONEachRow', 'Records Array(Tuple({record}, userIdentity {IDENTITY}, tlsDetails Tuple(tlsVersion {MAYBE})))')) "
        "SETTINGS " + ", ".join(f"{name}={value}" for name, value in SETTINGS.items())
    )
    print(clickhouse.query("SELECT count() FROM d.events"))


main(*sys.argv[1:])
