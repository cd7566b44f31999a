# Results of other tools, and our own in their forms.
find_package(nlohmann_json REQUIRED)
foreach(name tst_import_tools tst_import_text)
  lanescope_add_test(${name})
  target_link_libraries(${name} PRIVATE nlohmann_json::nlohmann_json)
endforeach()
