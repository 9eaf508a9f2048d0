/// Numbers for surroundings of events, from 0 in the order of their first.
struct SurroundingNumbers: Sendable {
  private struct Moment: Hashable {
    var time: Int64
    var day: Int32
  }

  private var callers = PairNumbering()
  private var ways = PairNumbering()
  private var both = PairNumbering()
  private var all = PairNumbering()
  private var moments = Numbering<Moment>()
  /// The moment before and its number: where no policy looks at the time there is but one.
  private var last = (moment: Moment(time: 0, day: 0), number: Int32(-1))
  /// The surroundings by their numbers.
  private(set) var values: [SurroundingProjection.Surroundings] = []

  mutating func number(_ surroundings: SurroundingProjection.Surroundings) -> Int32 {
    let caller = callers.number(surroundings.identity, surroundings.place)
    let way = ways.number(surroundings.client, surroundings.endpoint)
    let number = all.number(
      both.number(caller, way), self.number(Moment(time: surroundings.time, day: surroundings.day)))
    if Int(number) == values.count { values.append(surroundings) }
    return number
  }

  private mutating func number(_ moment: Moment) -> Int32 {
    if last.number < 0 || last.moment != moment { last = (moment, moments.number(moment)) }
    return last.number
  }
}
