import Synchronization
import TestSupport
import Testing

@testable import Replay

/// Numbers that stand for values, by which events are told apart without a look at a text.
struct NumberingTests {
  @Test func `pairs have numbers in the order of their first, however many there are`() {
    var pairs = PairNumbering()
    var known: [[Int32]: Int32] = [:]
    for step in 0..<40_000 {
      // Many come again, and -1 stands for what is not there.
      let pair = [Int32(step % 211) - 1, Int32(step * 31 % 307) - 1]
      let expected = known[pair] ?? Int32(known.count)
      known[pair] = expected
      #expect(pairs.number(pair[0], pair[1]) == expected)
    }
    #expect(pairs.count == known.count)
  }

  @Test func `the order within a pair counts`() {
    var pairs = PairNumbering()
    #expect([pairs.number(1, 2), pairs.number(2, 1), pairs.number(1, 2)] == [0, 1, 0])
  }

  @Test(arguments: [0, 5, 400])
  func `pairs of rows have the same numbers, whether the rows were announced or not`(rows: Int) {
    var (pairs, rowPairs) = (PairNumbering(), RowNumbering(rows: rows))
    for step in 0..<20_000 {
      // Most rows have one partner, some have several.
      let (row, second) = (step % 397, Int32(step % 397 < 350 ? step % 397 : step * 31 % 307) - 1)
      #expect(rowPairs.number(row, second) == pairs.number(Int32(row), second))
      #expect(rowPairs.count == pairs.count)
    }
    for _ in 0..<2 { #expect(rowPairs.number(Int(UInt32.max), -1) == pairs.number(-1, -1)) }
  }

  @Test func `a set of numbers counts each once`() {
    var set = NumberSet()
    for number in [0, 63, 64, 1_000, 63, 0] { set.insert(Int32(number)) }
    #expect(set.count == 4)
    var other = NumberSet()
    for number in [64, 5_000] { other.insert(Int32(number)) }
    set.formUnion(other)
    #expect(set.count == 5)
    other.formUnion(set)
    #expect(other.count == 5)
  }

  @Test func `counts are added up by number, also by those of another list`() {
    var counts = NumberCounts()
    for number in [Int32(-1), 7, 7, .max, -1, 0] { counts.add(2, to: number) }
    #expect(counts.counts == [-1: 4, 7: 4, .max: 2, 0: 2])
    var others = NumberCounts()
    for number in Int32(0)..<100 { others.add(Int(number) + 1, to: number) }
    var all = counts
    all.merge(others)
    #expect(all.count == 102 && all.counts[7] == 12 && all.counts[0] == 3 && all.counts[-1] == 4)
    // Here the number of each is one less.
    counts.merge(others, (Int32(0)..<100).map { $0 - 1 })
    #expect(counts.count == 101 && counts.counts[7] == 13 && counts.counts[-1] == 5)
  }

  @Test func `groups stand in the order of their first, and know the group of each cell`() {
    let keys = (0..<3).map { CellGroups.Key(call: $0, sight: 0, surroundings: 0) }
    var groups = CellGroups()
    for key in [0, 1, 0, 2, 1, 0] { groups.add(keys[key]) }
    #expect(groups.ofCell == [0, 1, 0, 2, 1, 0])
    #expect(groups.firsts == [0, 1, 3])
    #expect(groups.events == [3, 2, 1])
    groups.countAgain(2)
    groups.countAgain(3)
    #expect(groups.events == [4, 2, 2])
  }

  private struct Failure: Error, Equatable { let name: String }

  @Test func `two pieces of work have both answers, or the first one's error`() throws {
    let answers = ParallelPair.run({ 1 }, { "two" })
    #expect(answers == (1, "two"))
    #expect(throws: Failure(name: "first")) {
      _ = try ParallelPair.run { () throws(Failure) -> Int in
        throw Failure(name: "first")
      } _: { () throws(Failure) -> Int in
        throw Failure(name: "second")
      }
    }
  }

  @Test(arguments: [0, 1, 7, 1000])
  func `answers are taken in their order`(count: Int) {
    let taken = ParallelOrder.run(count, size: 3, into: [Int]()) { chunk in
      chunk.map { $0 * 2 }
    } take: { taken, chunk, answers in
      #expect(answers.count == chunk.count)
      taken += answers
    }
    #expect(taken == (0..<count).map { $0 * 2 })
  }

  @Test(arguments: [0, 1, 7, 1000])
  func `what is left of answers is taken in their order`(count: Int) {
    let (sum, left) = ParallelOrder.run(count, size: 3, into: (0, [Int]())) {
    } answer: { _, chunk in
      Array(chunk)
    } take: { sum, _, answers -> Int in
      sum += answers.reduce(0, +)
      return sum
    } then: { left, sum in
      left.append(sum)
    }
    #expect(sum == (0..<count).reduce(0, +))
    #expect(left == stride(from: 0, to: count, by: 3).map { (0..<min($0 + 3, count)).reduce(0, +) })
  }

  @Test func `a thread keeps its state from one chunk to the next`() {
    let made = Mutex(0)
    let chunks = ParallelOrder.run(100, size: 1, into: [Int]()) {
      made.withLock { $0 += 1 }
      return 0
    } answer: { (seen: inout Int, chunk) -> (chunk: Int, before: Int) in
      defer { seen += 1 }
      return (chunk.lowerBound, seen)
    } take: { firsts, _, answer in
      if answer.before == 0 { firsts.append(answer.chunk) }
    }
    let states = made.withLock { $0 }
    #expect(states <= Processors.count)
    #expect(chunks.first == 0)
    #expect(chunks.count <= states)
  }

  @Test func `the first error in order counts, whoever is faster`() {
    #expect(throws: Failure(name: "20")) {
      _ = try ParallelOrder.run(100, size: 10, into: 0) { chunk throws(Failure) -> Int in
        if chunk.lowerBound >= 20 { throw Failure(name: "\(chunk.lowerBound)") }
        return chunk.count
      } take: { sum, _, answer in
        sum += answer
      }
    }
  }
}
