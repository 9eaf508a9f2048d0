import TestSupport

/// Random choices that follow from a seed.
public struct Dice {
  private var generator: SeededGenerator

  /// Starts the choices of a seed.
  public init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// Whether something of this likelihood happens.
  public mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < share }

  /// A number of a range.
  public mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  /// One of the elements, or the stand-in when there are none.
  public mutating func pick<Element>(_ elements: [Element], else standIn: @autoclosure () -> Element)
    -> Element
  {
    elements.randomElement(using: &generator) ?? standIn()
  }

  /// One of the texts; an empty text when there are none.
  public mutating func pick(_ texts: [String]) -> String { pick(texts, else: "") }

  /// The elements in another order.
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    elements.shuffled(using: &generator)
  }

  /// A seed for choices of their own.
  public mutating func seed() -> UInt64 { generator.next() }
}
