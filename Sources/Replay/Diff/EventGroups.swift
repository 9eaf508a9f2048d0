import AuditStore
import IAMPolicy

/// Events that no policy can tell apart, counted together.
struct EventGroups {
  /// What policies can see of an event.
  struct Key: Hashable {
    var call: CallFacts
    var derived: DerivedEvent
    var session: SessionPolicies
  }

  /// The events of a group.
  struct Group {
    var events = 0
    var seen: ClosedRange<Int64>
    var days: Set<Int32> = []
    var samples: [String] = []

    mutating func add(_ event: ReplayedEvent) {
      events += 1
      seen = min(seen.lowerBound, event.time)...max(seen.upperBound, event.time)
      days.insert(Int32(clamping: event.time / 86_400))
      if samples.count < 3 { samples.append(event.eventID) }
    }
  }

  private let keys: MentionedKeys
  private var places: [Key: Int] = [:]
  /// The groups in the order of their first event.
  private(set) var groups: [(key: Key, group: Group)] = []

  init(keys: MentionedKeys) { self.keys = keys }

  mutating func add(_ event: ReplayedEvent) {
    let key = Key(call: projected(event.call), derived: event.derived, session: event.session)
    if let place = places[key] {
      groups[place].group.add(event)
      return
    }
    places[key] = groups.count
    var group = Group(seen: event.time...event.time)
    group.add(event)
    groups.append((key, group))
  }

  /// The facts of a call without those that no policy looks at.
  private func projected(_ call: CallFacts) -> CallFacts {
    var call = call
    call.identity.accessKey = nil
    if !keys.includesTime { call.eventTime = 0 }
    if !keys.contains("aws:useragent") { call.userAgent = nil }
    if !keys.contains("aws:tokenissuetime"), call.identity.isSession { call.identity.creationDate = nil }
    if !keys.contains("aws:sourceip"), !keys.contains("aws:vpcsourceip") { call.sourceIPAddress = nil }
    if !keys.contains("aws:userid"), !keys.namesSessions, case .session(let named)? = call.identity.caller {
      var session = named
      session.sessionName = nil
      call.identity.caller = .session(session)
    }
    return call
  }
}
