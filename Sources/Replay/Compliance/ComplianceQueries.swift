import AuditStore

/// The queries of a report; each stands in it, so that anybody can ask the database the same.
struct ComplianceQueries {
  let window: TimeWindow

  // MARK: - Scope and completeness

  var files: ReportQuery {
    ReportQuery(
      "files", "Log files and what they held",
      columns:
        "files:count records_read:count ingested:count duplicates:count rejected:count out_of_window:count",
      """
      SELECT count(DISTINCT CASE WHEN NOT \(AuditDatabase.isForeignFile) THEN \(AuditDatabase.contentOfFile) END) AS files,
        coalesce(sum(f.ingested + f.duplicates + f.rejected + f.out_of_window), 0) AS records_read,
        coalesce(sum(f.ingested), 0) AS ingested, coalesce(sum(f.duplicates), 0) AS duplicates,
        coalesce(sum(f.rejected), 0) AS rejected, coalesce(sum(f.out_of_window), 0) AS out_of_window
      FROM \(AuditDatabase.filesWithOriginals)
      WHERE \(AuditDatabase.skippedKindOfFile) <> 'digest'
      """)
  }

  var rejects: ReportQuery {
    ReportQuery(
      "rejects", "Records that could not be read", columns: "reason records:count files:count",
      """
      SELECT reason, sum(\(AuditDatabase.recordsOfReject)) AS records,
        count(DISTINCT path) AS files FROM rejects
      GROUP BY reason ORDER BY records DESC, reason
      """)
  }

  var accounts: ReportQuery {
    ReportQuery(
      "accounts", "Accounts, and the time their logs cover",
      columns: "account events:count regions:count days:count hours:count first_event:time last_event:time",
      counting: .hours, in: window
    ) { rows in
      """
      SELECT recipient_account_id AS account, \(rows.count) AS events, count(DISTINCT aws_region) AS regions,
        count(DISTINCT substr(event_time, 1, 10)) AS days, count(DISTINCT substr(event_time, 1, 13)) AS hours,
        \(rows.first) AS first_event, \(rows.last) AS last_event
      FROM \(rows.view) WHERE \(rows.isInPeriod)
      GROUP BY account ORDER BY account
      """
    }
  }

  var regions: ReportQuery {
    ReportQuery(
      "regions", "Regions", columns: "region events:count accounts:count first_event:time last_event:time",
      counting: .hours, in: window
    ) { rows in
      """
      SELECT aws_region AS region, \(rows.count) AS events, count(DISTINCT recipient_account_id) AS accounts,
        \(rows.first) AS first_event, \(rows.last) AS last_event
      FROM \(rows.view) WHERE \(rows.isInPeriod)
      GROUP BY region ORDER BY events DESC, region
      """
    }
  }

  var days: ReportQuery {
    ReportQuery(
      "days", "Events by account and day",
      columns:
        "day account allowed:count probably_allowed:count denied:count not_recorded:count events:count",
      counting: .hours, in: window
    ) { rows in
      """
      SELECT substr(event_time, 1, 10) AS day, recipient_account_id AS account,
        \(rows.count(where: "class <> 'amendment' AND recorded_decision = 'allowed'")) AS allowed,
        \(rows.count(where: "class <> 'amendment' AND recorded_decision = 'allowed_likely'")) AS probably_allowed,
        \(rows.count(where: "class <> 'amendment' AND recorded_decision = 'denied'")) AS denied,
        \(rows.count(where: "class = 'amendment' OR recorded_decision = 'unknown'")) AS not_recorded,
        \(rows.count) AS events
      FROM \(rows.view) WHERE \(rows.isInPeriod)
      GROUP BY day, account ORDER BY day, account
      """
    }
  }

  var classes: ReportQuery {
    ReportQuery(
      "classes", "Events by class", columns: "class events:count", counting: .hours, in: window
    ) { rows in
      """
      SELECT class, \(rows.count) AS events FROM \(rows.view) WHERE \(rows.isInPeriod)
      GROUP BY class ORDER BY events DESC, class
      """
    }
  }

  var sharedCalls: ReportQuery {
    ReportQuery(
      "shared-calls", "Calls with several records, of several accounts or of a VPC endpoint",
      columns: "accounts records_of_a_call:count calls:count records:count", counting: .shared, in: window
    ) { rows in
      """
      SELECT accounts, records_of_a_call, count(*) AS calls, sum(records_of_a_call) AS records
      FROM (SELECT group_concat(account, ' ') AS accounts, sum(records) AS records_of_a_call
        FROM (SELECT shared_event_id AS call, recipient_account_id AS account, \(rows.count) AS records
          FROM \(rows.view) WHERE shared_event_id IS NOT NULL AND \(rows.isCall)
          GROUP BY call, account ORDER BY call, account)
        GROUP BY call HAVING records_of_a_call > 1)
      GROUP BY accounts, records_of_a_call ORDER BY calls DESC, accounts, records_of_a_call
      """
    }
  }

  var corrections: ReportQuery {
    ReportQuery(
      "corrections", "Records that correct an event that was delivered before",
      columns: "event_time:time account operation original_event_id event_id",
      """
      SELECT event_time, recipient_account_id AS account, event_source || ' ' || event_name AS operation,
        original_event_id, event_id
      FROM events WHERE original_event_id IS NOT NULL AND \(window.sql)
      ORDER BY event_time, event_id
      """)
  }

  // MARK: - Principals

  var principals: ReportQuery {
    ReportQuery(
      "principals", "Principals and what they did",
      columns: "principal kind events:count operations:count denied:count first_event:time last_event:time",
      counting: .callers, in: window
    ) { rows in
      """
      SELECT \(Self.caller) AS principal, min(user_identity_type) AS kind, \(rows.count) AS events,
        count(DISTINCT event_source || ' ' || event_name) AS operations,
        \(rows.denied) AS denied, \(rows.first) AS first_event, \(rows.last) AS last_event
      FROM \(rows.view) WHERE \(rows.isCall)
      GROUP BY principal ORDER BY events DESC, principal
      """
    }
  }

  var actions: ReportQuery {
    ReportQuery(
      "principal-actions", "Actions that principals used",
      columns: "principal action requests:count denied:count last_request:time", counting: .requests,
      in: window
    ) { rows in
      """
      SELECT \(Self.caller) AS principal, action, \(rows.count) AS requests,
        \(rows.denied) AS denied, \(rows.last) AS last_request
      FROM \(rows.view) WHERE certainty = 'certain' AND \(rows.isInPeriod)
      GROUP BY principal, action ORDER BY principal, requests DESC, action
      """
    }
  }

  // MARK: - Root use, sign-ins

  var rootUse: ReportQuery {
    ReportQuery(
      "root-events", "What the root users did",
      columns: "account operation decision source_ip events:count first_event:time last_event:time",
      counting: .singles, in: window
    ) { rows in
      """
      SELECT recipient_account_id AS account, event_source || ' ' || event_name AS operation,
        recorded_decision AS decision, source_ip_address AS source_ip, \(rows.count) AS events,
        \(rows.first) AS first_event, \(rows.last) AS last_event
      FROM \(rows.view) WHERE user_identity_type = 'Root' AND \(rows.isCall)
      GROUP BY account, operation, decision, source_ip ORDER BY first_event, operation
      """
    }
  }

  var signIns: ReportQuery {
    ReportQuery(
      "console-sign-ins", "Sign-ins to the console, but for those that failed",
      columns:
        "principal kind operation result mfa source_ip events:count first_event:time last_event:time",
      counting: .singles, in: window
    ) { rows in
      """
      SELECT coalesce(principal_arn, '') AS principal, user_identity_type AS kind, event_name AS operation,
        coalesce(sign_in_result, 'not recorded') AS result, coalesce(mfa_used, '') AS mfa,
        source_ip_address AS source_ip, \(rows.count) AS events, \(rows.first) AS first_event,
        \(rows.last) AS last_event
      FROM \(rows.view) WHERE class = 'sign-in' AND event_name = 'ConsoleLogin' AND NOT (\(Self.failed))
        AND \(rows.isInPeriod)
      GROUP BY principal, kind, operation, result, mfa, source_ip
      ORDER BY events DESC, principal, operation, result, mfa, source_ip
      """
    }
  }

  /// AWS CloudTrail User Guide, "AWS Management Console sign-in events".
  var signInSteps: ReportQuery {
    ReportQuery(
      "sign-in-steps", "Other events of AWS Sign-In: checks of MFA, switches of roles, recovered passwords",
      columns: "account principal kind operation source_ip events:count first_event:time last_event:time",
      counting: .singles, in: window
    ) { rows in
      """
      SELECT recipient_account_id AS account, coalesce(principal_arn, '') AS principal, user_identity_type AS kind,
        event_name AS operation, source_ip_address AS source_ip, \(rows.count) AS events,
        \(rows.first) AS first_event, \(rows.last) AS last_event
      FROM \(rows.view) WHERE class = 'sign-in' AND event_name <> 'ConsoleLogin' AND NOT (\(Self.failed))
        AND \(rows.isInPeriod)
      GROUP BY account, principal, kind, operation, source_ip
      ORDER BY events DESC, account, principal, operation, source_ip
      """
    }
  }

  var failedSignIns: ReportQuery {
    ReportQuery(
      "failed-sign-ins", "Sign-ins to the console that failed, and steps of them",
      columns:
        "account principal kind operation reason source_ip events:count first_event:time last_event:time",
      counting: .singles, in: window
    ) { rows in
      """
      SELECT recipient_account_id AS account, coalesce(principal_arn, '') AS principal, user_identity_type AS kind,
        event_name AS operation, coalesce(error_message, '') AS reason, source_ip_address AS source_ip,
        \(rows.count) AS events, \(rows.first) AS first_event, \(rows.last) AS last_event
      FROM \(rows.view) WHERE class = 'sign-in' AND (\(Self.failed)) AND \(rows.isInPeriod)
      GROUP BY account, principal, kind, operation, reason, source_ip
      ORDER BY events DESC, account, principal, operation, reason, source_ip
      """
    }
  }

  var signInsWithoutMFA: ReportQuery {
    ReportQuery(
      "sign-ins-without-mfa", "Sign-ins of users and root users to the console without MFA",
      columns: "account principal kind result mfa source_ip events:count first_event:time last_event:time",
      counting: .singles, in: window
    ) { rows in
      """
      SELECT recipient_account_id AS account, coalesce(principal_arn, '') AS principal, user_identity_type AS kind,
        coalesce(sign_in_result, 'not recorded') AS result, coalesce(mfa_used, 'not known') AS mfa,
        source_ip_address AS source_ip, \(rows.count) AS events, \(rows.first) AS first_event,
        \(rows.last) AS last_event
      FROM \(rows.view) WHERE event_name = 'ConsoleLogin' AND class = 'sign-in' AND NOT (\(Self.failed))
        AND user_identity_type IN ('IAMUser', 'Root') AND coalesce(mfa_used, '') <> 'Yes' AND \(rows.isInPeriod)
      GROUP BY account, principal, kind, result, mfa, source_ip
      ORDER BY events DESC, account, principal, result, mfa, source_ip
      """
    }
  }

  var rootSignIns: ReportQuery {
    ReportQuery(
      "root-sign-ins", "Sign-ins of the root users, attempts, and recoveries of their passwords",
      columns: "event_time:time account operation result mfa source_ip event_id", counting: .singles,
      in: window
    ) { rows in
      """
      SELECT event_time, recipient_account_id AS account, event_name AS operation,
        CASE WHEN \(Self.failed) THEN 'Failure' ELSE coalesce(sign_in_result, 'not recorded') END AS result,
        coalesce(mfa_used, '') AS mfa, source_ip_address AS source_ip, event_id
      FROM \(rows.view) WHERE user_identity_type = 'Root' AND class = 'sign-in' AND \(rows.isInPeriod)
      ORDER BY event_time, event_id
      """
    }
  }

  /// A sign-in that failed: by its result or, where that is not recorded, by its error.
  private static let failed =
    "coalesce(sign_in_result, iif(error_code IS NULL AND error_message IS NULL, '', 'Failure')) = 'Failure'"

  var callsWithoutMFA: ReportQuery {
    ReportQuery(
      "calls-without-mfa", "Calls of users and root users without MFA",
      columns: "principal kind credentials events:count first_event:time last_event:time", counting: .callers,
      in: window
    ) { rows in
      """
      SELECT principal_arn AS principal, user_identity_type AS kind,
        CASE WHEN mfa_authenticated IS NULL THEN 'access key' ELSE 'session' END AS credentials,
        \(rows.count) AS events, \(rows.first) AS first_event, \(rows.last) AS last_event
      FROM \(rows.view) WHERE user_identity_type IN ('IAMUser', 'Root') AND class <> 'sign-in'
        AND coalesce(mfa_authenticated, 'false') IN ('false', 0) AND \(rows.isCall)
      GROUP BY principal, kind, credentials ORDER BY events DESC, principal, kind, credentials
      """
    }
  }

  // MARK: - Across accounts

  var foreignCallers: ReportQuery {
    ReportQuery(
      "foreign-callers", "Callers of other accounts",
      columns: "account caller_account principal service events:count denied:count last_event:time",
      counting: .callers, in: window
    ) { rows in
      """
      SELECT recipient_account_id AS account, account_id AS caller_account,
        \(Self.caller) AS principal, event_source AS service, \(rows.count) AS events,
        \(rows.denied) AS denied, \(rows.last) AS last_event
      FROM \(rows.view) WHERE account_id <> recipient_account_id AND \(rows.isCall)
      GROUP BY account, caller_account, principal, service
      ORDER BY events DESC, account, caller_account, principal, service
      """
    }
  }

  var foreignResources: ReportQuery {
    ReportQuery(
      "foreign-resources", "Requests on resources of other accounts",
      columns:
        "caller_account resource_account principal action requests:count denied:count last_request:time",
      counting: .requests, in: window
    ) { rows in
      """
      SELECT recipient_account_id AS caller_account, resource_account,
        \(Self.caller) AS principal, action,
        \(rows.count) AS requests, \(rows.denied) AS denied, \(rows.last) AS last_request
      FROM \(rows.view) WHERE resource_account <> recipient_account_id AND resource_account <> ''
        AND certainty = 'certain' AND \(rows.isInPeriod)
      GROUP BY caller_account, resource_account, principal, action
      ORDER BY requests DESC, caller_account, resource_account, principal, action
      """
    }
  }

  // MARK: - Denials

  var denials: ReportQuery {
    ReportQuery(
      "denials", "Denials by the layer that AWS named",
      columns: "layer service events:count"
        + (window.before == nil ? "" : " events_before:count change:count"),
      counting: .singles, in: window
    ) { rows in
      var (counts, period) = ("\(rows.count) AS events", rows.isInPeriod)
      if let before = window.before, let existBefore = rows.existBefore {
        // Without any event of the period before, its logs may be missing: its denials are unknown, not none.
        let count = "iif(\(existBefore), sum(\(before.sql)), NULL)"
        counts = """
          sum(\(window.sql)) AS events, \(count) AS events_before,
            sum(\(window.sql)) - \(count) AS change
          """
        period = "(\(window.sql) OR \(before.sql))"
      }
      return """
        SELECT coalesce(recorded_layer, 'not named') AS layer, event_source AS service,
          \(counts)
        FROM \(rows.view) WHERE recorded_decision = 'denied' AND class <> 'amendment' AND \(period)
        GROUP BY layer, service ORDER BY events DESC, layer, service
        """
    }
  }

  var deniedPrincipals: ReportQuery {
    ReportQuery(
      "denied-principals", "Who was denied",
      columns: "account principal operation layer events:count last_event:time example", counting: .singles,
      in: window
    ) { rows in
      """
      SELECT recipient_account_id AS account,
        \(Self.caller) AS principal,
        event_source || ' ' || event_name AS operation, coalesce(recorded_layer, 'not named') AS layer,
        \(rows.count) AS events, \(rows.last) AS last_event, min(event_id) AS example
      FROM \(rows.view) WHERE recorded_decision = 'denied' AND \(rows.isCall)
      GROUP BY account, principal, operation, layer ORDER BY events DESC, account, principal, operation, layer
      """
    }
  }
}
