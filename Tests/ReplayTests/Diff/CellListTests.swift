import AuditStore
import Testing

@testable import Replay

/// Cells in a third of their memory.
struct CellListTests {
  private static func row(_ id: Int, call: Int) -> EventRow {
    EventRow(
      id: id, time: Int64(id) * 50_000, kind: id + 1, identity: id + 2, place: id + 3, client: id + 4,
      endpoint: id + 5, error: id + 6, call: call)
  }

  /// Events of nine pairs of calls and surroundings, some of which come once.
  private static let events = (1...40).map { id in
    (row: row(id, call: id < 30 ? id % 3 : id % 9), surroundings: Int32(id % 2))
  }

  @Test func `a cell has what its events tell, whether it is one event or several`() {
    // The calls from 5 on are not among those that are said to be there.
    var list = CellList(calls: 5)
    var cells: [[Int]: EventCells.Cell] = [:]
    for (row, surroundings) in Self.events {
      let time = row.time ?? 0
      let index = list.add(NumberedEvent(row, time: time, surroundings: surroundings))
      #expect(list.call(index) == row.call)
      #expect(list.surroundings(index) == surroundings)
      cells[[row.call, Int(surroundings)], default: EventCells.Cell(row: row, time: time)].add(row.id, time)
    }
    #expect(list.count == cells.count)
    #expect(cells.values.contains { $0.events == 1 } && cells.values.contains { $0.events > 3 })
    for index in list.indices {
      let cell = cells[[list.call(index), Int(list.surroundings(index))]]
      #expect(list[index].row == cell?.row && list.row(index) == cell?.row)
      #expect(list[index].events == cell?.events && list.events(index) == cell?.events)
      #expect(list[index].seen == cell?.seen)
      #expect(list[index].days == cell?.days)
      #expect(list[index].samples == cell?.samples)
    }
  }

  @Test func `rows of 32 bits are kept whole`() {
    var list = CellList(calls: 1)
    let largest = Int(UInt32.max)
    let row = EventRow(
      id: largest, time: -5, kind: largest, identity: largest - 1, place: 0, client: largest, endpoint: 7,
      error: largest, call: largest)
    let index = list.add(NumberedEvent(row, time: -5, surroundings: -1))
    #expect(list[index].row == row)
    #expect(list[index].samples == [largest])
  }
}
