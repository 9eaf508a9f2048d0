import CloudTrail
import IAMPolicy

/// Numbers for identities that look the same to policies and reports in every event.
struct IdentityLikeness {
  private let seesSessions: Bool
  private let seesTime: Bool
  /// Whether policies see by the name whether an instance may have made the call.
  private let seesInstances: Bool
  private var texts = SpanInterner()
  private var forms = PairNumbering()
  private var own = PairNumbering()
  private var all = PairNumbering()

  init(_ vocabulary: PolicyVocabulary) {
    seesSessions = vocabulary.namesSessions || vocabulary.mentions("aws:userid")
    seesTime = vocabulary.mentions("aws:tokenissuetime")
    seesInstances = UnclearMembers.instanceKeys.contains { vocabulary.mentions($0) }
  }

  /// The number of a row, from 0 in the order of the first.
  mutating func number(_ row: Int, _ identities: RecordedIdentities) -> Int32 {
    let form = forms.number(identities.formNumber(row), identities.join(row))
    let name = seesSessions ? number(identities.own(.name, of: row)) : kind(ofSession: row, identities)
    return all.number(form, own.number(name, seesTime ? number(identities.own(.time, of: row)) : -1))
  }

  private func kind(ofSession row: Int, _ identities: RecordedIdentities) -> Int32 {
    seesInstances && identities.own(.name, of: row).map { IdentityFacts.isInstance($0) } ?? false ? 0 : -1
  }

  private mutating func number(_ text: ArraySlice<UInt8>?) -> Int32 {
    text.map { Int32(truncatingIfNeeded: texts.intern($0).id) } ?? -1
  }
}
