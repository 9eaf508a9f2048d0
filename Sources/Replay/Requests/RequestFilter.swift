import AuditStore
import IAMPolicy

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
    requests.isEmpty ? takesExcluded : requests.contains { mayAccept($0) }
  }

  /// Whether a request passes, also one whose resource the log does not tell.
  func mayAccept(_ request: DerivedRequest) -> Bool {
    accepts(action: request.action)
      && (mayMean(Array(request.resource.utf8)[...], request.state) ?? mayMeanAny(of: request.action))
  }

  /// Whether a request's resource is one that is looked for, or may be as the log does not tell all of it; nil where
  /// that hangs on the action.
  func mayMean(_ resource: ArraySlice<UInt8>, _ state: ResourceState) -> Bool? {
    if accepts(resource: resource) { return true }
    switch state {
    case .partial, .ambiguous: return mayMean(String(decoding: resource, as: UTF8.self))
    case .assumed: return mayMeanAssumed(String(decoding: resource, as: UTF8.self))
    case .unknown, .listwild: return nil
    case .message, .exact, .literal, .wild, .star: return false
    }
  }

  private func mayMean(_ resource: String) -> Bool {
    resources.contains { Wildcard.meet(Array($0.utf8), Array(resource.utf8)) }
  }

  /// Whether a resource may be one that is looked for, whatever stands for the part that is assumed.
  private func mayMeanAssumed(_ resource: String) -> Bool {
    let request = DerivedRequest(
      action: "", resource: resource, state: .assumed, certainty: .certain, resourceAccount: nil, context: [])
    return switch request.requestResource {
    case .unknownPath(let start, let name): mayMean(start + "*/" + name)
    case .prefix(let start): mayMean(start + "*")
    case .pattern(let text): mayMean(text)
    case .arn, .star, .unknown: false
    }
  }

  /// Whether an action may be on one of the resources that are looked for, by its service.
  func mayMeanAny(of action: String) -> Bool {
    let service = action.prefix { $0 != ":" }.lowercased()
    return resources.contains { pattern in
      let named = ARNFields(pattern).service
      return named.isEmpty || Wildcard.matches(Array(named.utf8), Array(service.utf8))
    }
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

  /// Whether a pattern matches some ARN of a form, in which `*` and `?` stand for what is not known.
  ///
  /// What is not known before an ARN's last field is neither colon nor slash.
  static func meet(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    // Nothing that is longer than an ARN can be one, so that it need not be held against each form.
    let fixed = left.count > ARNPattern.maximumLength ? left.count { $0 != UInt8(ascii: "*") } : 0
    if fixed > ARNPattern.maximumLength { return false }
    let head = right.indices.filter { right[$0] == UInt8(ascii: ":") }.dropFirst(4).first ?? 0
    let (run, one) = (UInt8(ascii: "*"), UInt8(ascii: "?"))
    // INVARIANT: by place in `right`, whether the rest there meets what of `left` has been passed, from its end on.
    var next = [Bool](repeating: false, count: right.count + 1)
    var own = next
    for place in (0...left.count).reversed() {
      for index in (0...right.count).reversed() {
        guard place < left.count else {
          own[index] = index == right.count || (right[index] == run && own[index + 1])
          continue
        }
        guard index < right.count else {
          own[index] = left[place] == run && next[index]
          continue
        }
        let isSeparator = left[place] == UInt8(ascii: ":") || left[place] == UInt8(ascii: "/")
        if index < head, isSeparator, right[index] == run || right[index] == one {
          own[index] = right[index] == run && own[index + 1]
          continue
        }
        own[index] =
          left[place] == run || right[index] == run
          ? next[index] || own[index + 1]
          : (left[place] == right[index] || left[place] == one || right[index] == one) && next[index + 1]
      }
      swap(&own, &next)
    }
    return next[0]
  }
}
