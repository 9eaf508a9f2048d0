// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 mode, warnings as errors, unsafe code marked where it stands.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library target of Retrial, with the settings that all of them share.
func library(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

/// The test target of a library, mirroring its folder.
///
/// The tests are never optimized themselves: in release that would take minutes, and the libraries take their time.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
    swiftSettings: settings
      + [
        .unsafeFlags(
          ["-Onone", "-no-whole-module-optimization", "-enable-batch-mode"],
          .when(configuration: .release))
      ])
}

let package = Package(
  name: "retrial",
  products: [.executable(name: "retrial", targets: ["retrial"])],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    library("JSON", []),
    library("AWSCatalog", [], exclude: ["Data/NOTICE.md"]),
    library("IAMPolicy", ["AWSCatalog", "JSON"]),
    library("CloudTrail", ["JSON", "CZlib", "CCrypto"]),
    library("AuditStore", ["CSQLite", "CloudTrail", "IAMPolicy"]),
    library(
      "Replay", ["AWSCatalog", "JSON", "IAMPolicy", "CloudTrail", "AuditStore"],
      exclude: ["Derivation/Tables/NOTICE.md"]),
    .executableTarget(
      name: "retrial",
      dependencies: ["AWSCatalog", "JSON", "IAMPolicy", "CloudTrail", "AuditStore", "Replay"],
      swiftSettings: settings),
    .executableTarget(
      name: "Benchmarks", dependencies: ["AWSCatalog", "IAMPolicy", "CloudTrail", "AuditStore", "Replay"],
      swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["CCrypto", "CSQLite", "JSON"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .target(
      name: "PolicyWorlds", dependencies: ["IAMPolicy", "JSON", "TestSupport"], path: "Tests/PolicyWorlds",
      // Thousands of worlds are made in every test run: unoptimized code would take most of its time.
      swiftSettings: settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(
      name: "DiffWorlds",
      dependencies: [
        "PolicyWorlds", "Replay", "AuditStore", "CloudTrail", "IAMPolicy", "JSON", "TestSupport",
      ],
      path: "Tests/DiffWorlds", swiftSettings: settings),
    .executableTarget(
      name: "PropertyRunner", dependencies: ["PolicyWorlds", "DiffWorlds"], path: "Tests/PropertyRunner",
      swiftSettings: settings),
    tests("JSONTests", ["JSON"]),
    tests("AWSCatalogTests", ["AWSCatalog"]),
    tests("IAMPolicyTests", ["IAMPolicy", "JSON"], exclude: ["Cases"]),
    .target(
      name: "FuzzTargets", dependencies: ["PolicyWorlds", "IAMPolicy", "CloudTrail", "CZlib", "JSON"],
      path: "Tests/FuzzTargets", exclude: ["Inputs"], swiftSettings: settings),
    tests("PropertyTests", ["PolicyWorlds", "DiffWorlds", "FuzzTargets", "IAMPolicy", "JSON"]),
    tests("CloudTrailTests", ["CloudTrail", "CZlib", "FuzzTargets", "JSON"]),
    tests("AuditStoreTests", ["AuditStore", "CloudTrail", "IAMPolicy"]),
    tests(
      "ReplayTests", ["Replay", "AWSCatalog", "IAMPolicy", "CloudTrail", "AuditStore", "JSON"],
      exclude: ["Derivation/Cases"]),
    tests("CommandTests", ["retrial", "Replay"], exclude: ["Documents", "Golden", "Snapshots"]),
  ]
)
