/// Tells which of the resource patterns of some policies ARNs match, many at once.
public struct ResourceMatcher: Sendable {
  private var automaton: PatternAutomaton
  private let isFixed: [Bool]

  /// - Parameter patterns: in the order of their numbers.
  init(_ patterns: [ResourcePattern]) {
    automaton = PatternAutomaton(patterns.map { $0.widest })
    isFixed = patterns.map { $0.isFixed }
  }

  /// A number for the set of patterns that an ARN matches, see `patterns(_:)`.
  ///
  /// - Parameter arn: its text in UTF-8.
  public mutating func number(of arn: Span<UInt8>) -> Int32 { automaton.number(of: arn) }

  /// The numbers of the patterns of a set, in order; nil when a pattern with a variable may match.
  ///
  /// Resources with equal sets and the same service match the same statements.
  public func patterns(_ number: Int32) -> [Int32]? {
    let matched = automaton.matched[Int(number)]
    return matched.allSatisfy { isFixed[Int($0)] } ? matched : nil
  }
}
