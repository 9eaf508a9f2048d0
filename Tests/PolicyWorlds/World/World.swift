public import IAMPolicy
import JSON

/// A layer of policies, by the name it has in the decision cases.
public enum Layer: String, Sendable, CaseIterable {
  case identity, boundary, session, scps, rcps, resource, vpcEndpoint
}

/// One policy of a world: a text, or only a name.
public struct WorldPolicy: Sendable, Equatable {
  /// The dependency name, such as `policy:scp:p1`; equal names are the same policy.
  public var name: String
  /// The text; nil when it is unknown.
  public var text: PolicyText?
  /// The same as the engine takes it.
  public private(set) var attached: AttachedPolicy
  /// The keys that the text asks for, in lower case.
  private(set) var mentionedKeys: Set<String> = []

  /// A policy of known text.
  public init(name: String, text: PolicyText, type: PolicyType) {
    self.name = name
    self.text = text
    mentionedKeys = text.mentionedKeys
    let parsed = PolicyDocument.parse(text.json, type: type)
    let codes = parsed.findings.filter { $0.severity == .error }.map { $0.code + " " + $0.message }
    attached = AttachedPolicy(
      name: name,
      content: parsed.document.map { .document(CompiledPolicy($0, type: type)) }
        ?? .unknown("refused:\(codes)"))
  }

  /// A policy of unknown text, or a layer of which nothing is known, named like `policy:boundary`.
  public init(unknown name: String) {
    self.name = name
    attached = AttachedPolicy(name: name.hasPrefix("policy:") ? "" : name, content: .unknown(name))
  }
}

/// A request, the policies that apply to it and what is known of them.
public struct World: Sendable, Equatable {
  /// The request.
  public var request: WorldRequest
  /// The policies by layer and level; a layer that does not exist is missing.
  ///
  /// Layers other than SCPs and RCPs have one level.
  public var layers: [Layer: [[WorldPolicy]]]

  /// Makes a world from its parts.
  public init(request: WorldRequest, layers: [Layer: [[WorldPolicy]]]) {
    self.request = request
    self.layers = layers
  }

  /// The type of document that a layer holds for an action.
  public static func type(of layer: Layer, action: String) -> PolicyType {
    switch layer {
    case .identity: .identity
    case .boundary: .boundary
    case .session: .session
    case .scps: .scp
    case .rcps: .rcp
    case .vpcEndpoint: .vpce
    case .resource:
      action.hasPrefix("kms:") ? .kms : Self.trustActions.contains(action) ? .trust : .resource
    }
  }

  static let trustActions: Set<String> = [
    "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:TagSession",
    "sts:SetSourceIdentity", "sts:SetContext",
  ]

  /// The policies as the engine takes them.
  public var applied: AppliedPolicies {
    AppliedPolicies(
      identity: set(.identity) ?? PolicySet(), boundary: set(.boundary), session: set(.session),
      scps: levels(.scps), rcps: levels(.rcps), resource: set(.resource), vpcEndpoint: set(.vpcEndpoint))
  }

  /// What the engine decides.
  public func decide() -> Decision { Evaluator.decide(request.prepared, applied) }

  /// Every policy with its place.
  public var policies: [(place: PolicyPlace, policy: WorldPolicy)] {
    Layer.allCases.flatMap { layer in
      (layers[layer] ?? []).enumerated().flatMap { level, policies in
        policies.enumerated().map { (PolicyPlace(layer: layer, level: level, index: $0), $1) }
      }
    }
  }

  /// Replaces the policy at a place by some others.
  public mutating func replace(_ place: PolicyPlace, by policies: [WorldPolicy]) {
    layers[place.layer]?[place.level].replaceSubrange(place.index...place.index, with: policies)
  }

  private func set(_ layer: Layer) -> PolicySet? {
    layers[layer].map { PolicySet($0.flatMap { $0.map { $0.attached } }) }
  }

  private func levels(_ layer: Layer) -> [PolicyLevel] {
    (layers[layer] ?? []).enumerated().map { index, policies in
      PolicyLevel(node: "level \(index + 1)", policies: PolicySet(policies.map { $0.attached }))
    }
  }
}

/// Where a policy stands in a world.
public struct PolicyPlace: Sendable, Hashable {
  /// The layer.
  public var layer: Layer
  /// The level, from 0.
  public var level: Int
  /// The place in the level, from 0.
  public var index: Int
}
