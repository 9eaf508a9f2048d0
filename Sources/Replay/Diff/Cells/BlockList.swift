/// A list that grows by whole blocks, so that no growth moves what is there or keeps as much again in reserve.
struct BlockList<Element: Sendable>: RandomAccessCollection, Sendable {
  // INVARIANT: every block but the last holds `perBlock` elements.
  private var blocks: [[Element]] = []
  private static var perBlock: Int { 1 << 14 }

  var startIndex: Int { 0 }
  private(set) var endIndex = 0

  @inline(__always)
  subscript(index: Int) -> Element {
    get { blocks[index / Self.perBlock][index % Self.perBlock] }
    _modify { yield &blocks[index / Self.perBlock][index % Self.perBlock] }
  }

  mutating func append(_ element: Element) {
    if endIndex % Self.perBlock == 0 {
      blocks.append([])
      blocks[blocks.count - 1].reserveCapacity(Self.perBlock)
    }
    blocks[blocks.count - 1].append(element)
    endIndex += 1
  }
}
