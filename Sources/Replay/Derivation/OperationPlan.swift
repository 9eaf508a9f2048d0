import AuditStore
import CloudTrail

/// Everything about an operation that can be prepared once: its checks, their conditions and resource types.
struct OperationPlan {
  /// One check of the operation.
  struct Check {
    var action: [UInt8]
    var condition: CheckCondition
    /// Whether the check is made on another resource than the action's own, which is not derived.
    var isOnOtherResource: Bool
    /// Whether the action lists or describes, so that it may be asked of everything at once.
    var isList: Bool
    var types: [TypePlan]
  }

  let checks: [Check]
  var slots: ParameterSlots
  /// Whether nothing but the operation decides its requests: no parameters and no resources are looked at.
  let isConstant: Bool

  init(checks: [Check], slots: ParameterSlots) {
    self.checks = checks
    self.slots = slots
    isConstant = checks.allSatisfy {
      $0.types.isEmpty && !$0.isOnOtherResource && !$0.condition.needsParameters
    }
  }
}

/// A resource type of an action, with the parameter slots that fill its placeholders.
struct TypePlan {
  var template: ARNTemplate
  /// For each placeholder of the template its slot.
  var slots: [Int]
  /// How a parameter's value becomes a part of the ARN.
  var rule: ValueRule
  /// How far a filled ARN can be trusted.
  var state: ResourceState
}

/// The condition under which an operation makes a check.
struct CheckCondition {
  private enum Kind {
    case always
    case has([Int])
    case lacks([Int])
    case possible
  }

  private let kind: Kind

  /// The condition in the form of the tables: `has:a|b`, `lacks:a|b`, `maybe`, or nothing for always.
  init(_ text: String, _ names: inout ParameterNames) {
    let listed = text.drop { $0 != ":" }.dropFirst().split(separator: "|").map { names.number(String($0)) }
    if text.isEmpty {
      kind = .always
    } else if text.hasPrefix("has:") {
      kind = .has(listed)
    } else if text.hasPrefix("lacks:") {
      kind = .lacks(listed)
    } else {
      kind = .possible
    }
  }

  var needsParameters: Bool {
    switch kind {
    case .has, .lacks: true
    case .always, .possible: false
    }
  }

  /// Certain or possible; nil when the check was not made.
  func certainty(_ parameters: ParameterList, _ names: ParameterNames) -> Certainty? {
    switch kind {
    case .always: .certain
    case .possible: .possible
    case .has(let listed): Self.hasAny(listed, parameters, names) ? .certain : nil
    case .lacks(let listed): Self.hasAny(listed, parameters, names) ? nil : .certain
    }
  }

  private static func hasAny(_ listed: [Int], _ parameters: ParameterList, _ names: ParameterNames) -> Bool {
    parameters.top.contains { top in
      guard listed.contains(top.name) else { return false }
      // The owner keeps full control when the bucket owner is given the same: no ACL permission is needed.
      return !(top.name == names.cannedACL && top.raw.isString("bucket-owner-full-control"))
    }
  }
}
