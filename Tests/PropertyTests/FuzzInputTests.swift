import FuzzTargets
import TestSupport
import Testing

/// Inputs of the fuzz targets: the seeds, and what once broke something.
struct FuzzInputTests {
  @Test(arguments: FuzzTarget.allCases)
  func `every kept input is read without a fault`(target: FuzzTarget) throws {
    let folder = "Tests/FuzzTargets/Inputs/" + target.rawValue
    let names = try Repository.files(in: folder)
    #expect(!names.isEmpty)
    for name in names {
      let fault = try target.fault(Repository.read(folder + "/" + name))
      #expect(fault == nil, "\(folder)/\(name)")
    }
  }
}
