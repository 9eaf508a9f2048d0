import IAMPolicy

/// Reads many contexts; those that differ in the values of keys alone are parsed once.
public struct ContextReader {
  /// The facts of a template, and which of them are values.
  private struct Shape {
    var facts: [ContextFact]
    var places: [(fact: Int, value: Int)] = []
  }

  private var shapes: [Int: Shape] = [:]

  /// Makes a reader that has read nothing.
  public init() {}

  /// The facts of a context; none for a text that is not there.
  public mutating func facts(_ context: TemplatedText?) -> [ContextFact] {
    guard let context else { return [] }
    if let shape = shapes[context.template] { return Self.facts(context, shape) }
    let shape = Self.shape(context)
    shapes[context.template] = shape
    return Self.facts(context, shape)
  }

  private static func facts(_ context: TemplatedText, _ shape: Shape) -> [ContextFact] {
    var facts = shape.facts
    for place in shape.places { facts[place.fact].value = .known([context.values[place.value]]) }
    return facts
  }

  private static func shape(_ context: TemplatedText) -> Shape {
    var shape = Shape(facts: ContextCoding.decode(context.templateText))
    let marks = (0..<TextTemplate.valueCount).map { TextTemplate.mark($0) }
    for (index, fact) in shape.facts.enumerated() {
      guard case .known(let texts) = fact.value, texts.count == 1, let value = marks.firstIndex(of: texts[0])
      else { continue }
      shape.places.append((index, value))
    }
    return shape
  }
}
