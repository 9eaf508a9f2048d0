import IAMPolicy

/// What policies and reports can see of an identity beside its shape; equal ones look the same in every event.
struct IdentityLikeness: Hashable {
  private let shape: Int32
  private let session: SessionPolicies
  private let issuer: SessionIssuer?
  private let texts: [ExactText?]

  /// Reads likenesses as far as the policies of a comparison look at single sessions.
  struct Reader {
    private let seesSessions: Bool
    private let seesTime: Bool

    init(_ vocabulary: PolicyVocabulary) {
      seesSessions = vocabulary.namesSessions || vocabulary.mentions("aws:userid")
      seesTime = vocabulary.mentions("aws:tokenissuetime")
    }

    /// Nil for an identity that has no shape, or of which its issuance tells more.
    func read(_ identity: RecordedIdentity) -> IdentityLikeness? {
      guard let shape = identity.shape, identity.context.isEmpty else { return nil }
      let facts = identity.facts
      var texts = [facts.mfaAuthenticated, facts.sourceIdentity]
      if seesTime { texts.append(facts.creationDate) }
      if seesSessions, case .session(let session)? = facts.caller { texts.append(session.sessionName) }
      return IdentityLikeness(
        shape: shape, session: identity.session, issuer: facts.issuer,
        texts: texts.map { $0.map { ExactText($0) } })
    }
  }
}
