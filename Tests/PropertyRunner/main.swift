import PolicyWorlds

func fault(_ world: World) -> String? {
  let expected = NaiveEvaluator.outcomes(world)
  return Agreement.fault(world.decide(), expected.outcomes, expected.questions)
}

var different = 0
let count = Int(CommandLine.arguments.dropFirst().first ?? "") ?? 1000
let start = UInt64(CommandLine.arguments.dropFirst(2).first ?? "") ?? 0
for index in 0..<UInt64(count) {
  let world = WorldGenerator(seed: start + index).truth
  if fault(world) != nil {
    different += 1
    if different <= 60 {
      let small = world.shrunk { fault($0) != nil }
      print(fault(small) ?? "", small.caseLine(id: "world-\(start + index)"))
    }
  }
}
print("\(different) of \(count) differ")
