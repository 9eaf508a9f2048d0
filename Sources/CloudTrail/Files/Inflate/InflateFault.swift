/// Why gzip data cannot be inflated any further.
enum InflateFault: Error {
  /// The data ends inside a member.
  case cutShort
  /// The data breaks a rule of RFC 1951 or RFC 1952; the words are those that zlib has for it.
  case damaged(StaticString)
  /// Something else than a member or padding follows a member.
  case foreignBytes
  /// The file that the data comes from cannot be read.
  case unreadable(LogFileError)
}
