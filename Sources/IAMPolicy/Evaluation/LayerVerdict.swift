/// Whether any Allow and any Deny of a layer match.
struct LayerVerdict<Logic: TruthValue>: Equatable {
  var allow = Logic.no
  var deny = Logic.no

  /// A layer that does not apply: nothing lacks its allow.
  static var open: LayerVerdict { LayerVerdict(allow: .yes, deny: .no) }

  /// The verdict of a layer from which the caller may be exempt.
  func unless(_ isExempt: Logic) -> LayerVerdict {
    LayerVerdict(allow: isExempt.or(allow), deny: isExempt.negated.and(deny))
  }
}

/// What a resource-based policy says, with the class of each Allow and Deny.
struct ResourceVerdict<Logic: TruthValue>: Equatable {
  var allow = PrincipalClasses<Logic>()
  var denyClasses = PrincipalClasses<Logic>()

  /// Whether any Deny matches, in whatever class.
  var deny: Logic { denyClasses.any }
}

/// The truth values of every layer of a request, and what they combine to.
///
/// IAM User Guide, "Policy evaluation logic".
struct Verdict<Logic: TruthValue> {
  var identity = LayerVerdict<Logic>()
  var boundary = LayerVerdict<Logic>.open
  var session = LayerVerdict<Logic>.open
  /// All levels together: each must allow, any may deny.
  var scp = LayerVerdict<Logic>.open
  var rcpDeny = Logic.no
  var resource = ResourceVerdict<Logic>()
  var endpoint = LayerVerdict<Logic>.open
  /// Whether something grants access, before SCPs and endpoint policies are looked at.
  var grant = Logic.no
  /// Whether AWS refuses the call whatever the policies say: a write to what it owns, credentials of the wrong kind.
  var isGuarded = Logic.no
  /// Whether the bucket policy counts as public; looked at only where that can matter.
  var isPublic = false

  /// Whether everything that must allow does.
  var allow: Logic { grant.and(scp.allow).and(endpoint.allow) }

  /// Whether anything denies.
  var deny: Logic {
    scp.deny.or(rcpDeny).or(endpoint.deny).or(boundary.deny).or(session.deny).or(resource.deny)
      .or(identity.deny)
  }
}
