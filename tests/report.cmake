sagitta_test(recording ROOMS report)
sagitta_test(report ROOMS report)
sagitta_test(rows ROOMS report)
# SAGITTA_GOLDEN_UPDATE=1 ctest -R '^(report|rows)$' writes the golden files anew.
set_property(TEST report rows APPEND PROPERTY ENVIRONMENT "SAGITTA_GOLDEN=${CMAKE_CURRENT_SOURCE_DIR}/golden/report")
