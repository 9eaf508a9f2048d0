import IAMPolicy

/// What the contexts of one template have in common.
public struct ContextTemplate: Sendable {
  /// The facts; those at the places are any.
  public var facts: [ContextFact]
  /// The facts that are values of single contexts, with the value's number, see `TemplatedText.value(_:)`.
  public var places: [(fact: Int, value: Int)] = []

  /// What nothing stands in place of.
  public init(_ facts: [ContextFact] = []) { self.facts = facts }

  /// The template of a context, in the form of `ContextCoding`.
  public init(of context: TemplatedText) {
    facts = ContextCoding.decode(context.templateText)
    let marks = (0..<TextTemplate.valueCount).map { TextTemplate.mark($0) }
    for (index, fact) in facts.enumerated() {
      guard case .known(let texts) = fact.value, texts.count == 1, let value = marks.firstIndex(of: texts[0])
      else { continue }
      places.append((index, value))
    }
  }
}
