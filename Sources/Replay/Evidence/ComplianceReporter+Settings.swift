import AuditStore
import CloudTrail

extension ComplianceReporter {
  /// The reporter that settings mean; the policies and the mapping are read here.
  ///
  /// - Throws: `SnapshotError` when a file cannot be read or used.
  public init(_ settings: EvidenceSettings, files: InputFiles) throws(SnapshotError) {
    self.init(window: TimeWindow(start: settings.start, end: settings.end))
    sensitiveResources = settings.sensitive
    snapshotName = settings.policies
    options.managementAccount = settings.managementAccount
    if let folder = settings.policies { snapshot = try SnapshotReader.read(folder: folder, files: files) }
    if let file = settings.previous { previous = try PreviousReport(file: file, files: files) }
    digestKeys = try DigestKeys(settings.publicKeys, files: files)
    controls =
      if let file = settings.controls {
        try ReportControl.controls(files.read(file), file: file)
      } else {
        try ReportControl.controls(Array(ReportControl.mapping.utf8), file: "the mapping of controls")
      }
  }
}
