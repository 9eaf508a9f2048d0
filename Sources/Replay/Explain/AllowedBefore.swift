/// When what AWS denied had been allowed last, or why that was not looked for.
public enum AllowedBefore: Sendable, Equatable {
  /// An earlier event in which the same principal was allowed it, the last one.
  case lastIn(SeenEvent)
  /// No earlier event of the log shows that it was.
  case never
  /// It was not looked for, and why.
  case notLookedFor(String)
  /// The requests that may be what was denied have different answers, each its own; of whole events only.
  case byRequest
}

extension AllowedBefore {
  /// The answer for several requests together; nil without any.
  init?(of requests: [AllowedBefore]) {
    guard let first = requests.first else { return nil }
    self = requests.allSatisfy { $0 == first } ? first : .byRequest
  }

  /// The event, where it is one.
  var event: SeenEvent? { if case .lastIn(let event) = self { event } else { nil } }

  /// Why there is no answer; nil where there is one.
  var whyNotLookedFor: String? {
    switch self {
    case .lastIn, .never: nil
    case .notLookedFor(let reason): reason
    case .byRequest: "its requests have answers of their own"
    }
  }
}
