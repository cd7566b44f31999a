# What `cmake --install` puts in place besides the programs, which install themselves: the engine
# as a library with its headers, plans and documents. Included by the top-level CMakeLists.txt.
install(TARGETS lanescope_engine ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/engine/
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lanescope COMPONENT dev
  FILES_MATCHING PATTERN "*.h" PATTERN "simd" EXCLUDE)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/resources/plans ${PROJECT_SOURCE_DIR}/resources/samples
  DESTINATION ${CMAKE_INSTALL_DATADIR}/lanescope COMPONENT cli FILES_MATCHING PATTERN "*.yaml" PATTERN "*.h5")
install(FILES README.md CHANGELOG.md LICENSE
  DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT cli)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/resources/docs/
  DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT cli
  FILES_MATCHING PATTERN "*.md" PATTERN "*.yml" PATTERN "*.yaml" PATTERN "decisions" EXCLUDE)
