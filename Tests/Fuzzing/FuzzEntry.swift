import FuzzTargets
import Glibc

/// The target that this process feeds; `scripts/fuzz` names it.
private let target: FuzzTarget? = unsafe getenv("FUZZ_TARGET").flatMap {
  unsafe FuzzTarget(rawValue: String(cString: $0))
}

/// The entry that libFuzzer calls with each input; a fault stops the process and leaves the input behind.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard let target else { fatalError("FUZZ_TARGET names no target") }
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  if let fault = target.fault(bytes) { fatalError(fault) }
  return 0
}
