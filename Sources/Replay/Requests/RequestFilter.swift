import AuditStore

/// Wildcard patterns that a request must match; of one kind any, of all kinds given.
public struct RequestFilter: Sendable, Hashable {
  /// Patterns for the principal: role, user or service.
  public var principals: [String] = []
  /// Patterns for the action, in any case.
  public var actions: [String] = []
  /// Patterns for the resource.
  public var resources: [String] = []
  /// Patterns for the account that received the event.
  public var accounts: [String] = []

  /// Makes a filter that everything passes.
  public init() {}

  /// Whether events without requests can pass.
  var takesExcluded: Bool { actions.isEmpty && resources.isEmpty }

  /// Whether everything passes.
  var isOpen: Bool { self == RequestFilter() }

  /// The filters as they are typed.
  var arguments: [String] {
    [("principal", principals), ("action", actions), ("resource", resources), ("account", accounts)]
      .flatMap { name, patterns in patterns.map { "--\(name) \($0)" } }
  }

  /// Whether a caller passes: by its ARN, or by its name where the pattern has no colon.
  func accepts(principal: String) -> Bool {
    let name = principal.split(separator: "/").last.map(String.init) ?? principal
    return Self.matches(principals, principal)
      || principals.contains { !$0.contains(":") && Self.matches([$0], name) }
  }

  func accepts(account: String?) -> Bool { Self.matches(accounts, account ?? "") }

  /// Whether a call passes: any of its requests may be meant, also one whose resource the log does not tell.
  func mayAccept(_ requests: [DerivedRequest]) -> Bool {
    requests.isEmpty
      ? takesExcluded
      : requests.contains { request in
        accepts(action: request.action)
          && mayMean(
            action: request.action, request.state,
            isNamed: accepts(resource: Array(request.resource.utf8)[...]))
      }
  }

  /// Whether a request's resource is one that is looked for, or may be as the log does not tell all of it.
  ///
  /// - Parameter isNamed: whether what the log tells of it passes.
  func mayMean(action: String, _ state: ResourceState, isNamed: Bool) -> Bool {
    if isNamed { return true }
    switch state {
    case .unknown, .partial, .ambiguous, .listwild: break
    case .message, .exact, .literal, .wild, .star, .assumed: return false
    }
    let service = action.prefix { $0 != ":" }.lowercased()
    return resources.contains { pattern in
      let named = ARNFields(pattern).service
      return named.isEmpty || Wildcard.matches(Array(named.utf8), Array(service.utf8))
    }
  }

  func accepts(_ request: DerivedRequest) -> Bool {
    accepts(action: request.action) && accepts(resource: Array(request.resource.utf8)[...])
  }

  /// Whether an action passes, in any case.
  func accepts(action: String) -> Bool {
    Self.matches(actions.map { $0.lowercased() }, action.lowercased())
  }

  /// Whether a resource passes, by its text in UTF-8.
  func accepts(resource: ArraySlice<UInt8>) -> Bool { Self.matches(resources, resource) }

  private static func matches(_ patterns: [String], _ text: String) -> Bool {
    matches(patterns, Array(text.utf8)[...])
  }

  private static func matches(_ patterns: [String], _ text: ArraySlice<UInt8>) -> Bool {
    patterns.isEmpty || patterns.contains { Wildcard.matches(Array($0.utf8), Array(text)) }
  }
}

/// Patterns in which `*` stands for any text and `?` for one byte.
enum Wildcard {
  static func matches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
    var (place, index) = (0, 0)
    var retry: (place: Int, index: Int)?
    while index < text.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        retry = (place, index)
        place += 1
      } else if place < pattern.count, pattern[place] == text[index] || pattern[place] == UInt8(ascii: "?") {
        place += 1
        index += 1
      } else if let last = retry {
        retry = (last.place, last.index + 1)
        place = last.place + 1
        index = last.index + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
