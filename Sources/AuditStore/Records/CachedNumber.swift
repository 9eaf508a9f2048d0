import Synchronization

/// The number that a cache gave to a value: of one generation the same number stands for the same bytes.
public struct CachedNumber: Sendable {
  /// What a cache holds until it is emptied; no two caches of a process share one.
  public struct Generation: Sendable, Equatable {
    private static let last = Atomic<UInt64>(0)
    let number: UInt64

    /// Begins a generation that is like no other.
    public init() { number = Self.last.wrappingAdd(1, ordering: .relaxed).newValue }
  }

  let generation: Generation
  let number: Int

  /// Makes a number, from 0, of a generation.
  public init(_ number: Int, in generation: Generation) {
    precondition(number >= 0)
    self.number = number
    self.generation = generation
  }
}

/// The numbers that a batch has for values which a cache has numbered.
struct CachedValues: Sendable {
  private var generation: CachedNumber.Generation?
  /// By the number in the cache one above the number in the batch; 0 for a value that was not seen.
  private var numbers: [UInt32] = []

  /// The number of a value; nil for one that was not noted.
  func number(_ cached: CachedNumber) -> UInt32? {
    guard cached.generation == generation, cached.number < numbers.count, numbers[cached.number] > 0 else {
      return nil
    }
    return numbers[cached.number] &- 1
  }

  /// Notes the number of a value; numbers of another generation are forgotten.
  mutating func note(_ cached: CachedNumber, _ number: UInt32) {
    if cached.generation != generation {
      removeAll()
      generation = cached.generation
    }
    if cached.number >= numbers.count {
      numbers.append(contentsOf: repeatElement(0, count: cached.number + 1 - numbers.count))
    }
    numbers[cached.number] = number &+ 1
  }

  mutating func removeAll() {
    generation = nil
    numbers.removeAll(keepingCapacity: true)
  }
}
