import Glibc
import IAMPolicy

/// A text that equals another only byte for byte.
///
/// Swift's strings also equal when their normal forms do, but IAM tells such texts apart, and so must every
/// dictionary that counts or groups texts of a log.
struct ExactText: Hashable, Comparable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: Self, right: Self) -> Bool {
    guard left.text.utf8.count == right.text.utf8.count else { return false }
    var (left, right) = (left.text, right.text)
    return left.withUTF8 { left in
      right.withUTF8 { right in unsafe left.elementsEqual(right) }
    }
  }

  static func < (left: Self, right: Self) -> Bool {
    var (left, right) = (left.text, right.text)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        let shared = min(left.count, right.count)
        guard shared > 0, let base = left.baseAddress, let other = right.baseAddress else {
          return left.count < right.count
        }
        let order = unsafe memcmp(base, other, shared)
        return order == 0 ? left.count < right.count : order < 0
      }
    }
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension ContextValue {
  /// The value in texts that tell it apart from every other.
  var exact: [ExactText] {
    switch self {
    case .known(let values): [ExactText("known \(values.count)")] + values.map { ExactText($0) }
    case .absent: [ExactText("absent")]
    case .present: [ExactText("present")]
    case .unknown: [ExactText("unknown")]
    case .oneOf(let states): [ExactText("one of \(states.count)")] + states.flatMap { $0.exact }
    }
  }
}
