# Writes a C++ source that defines VARIABLE, a std::string_view in NAMESPACE declared in HEADER, with the bytes of INPUT:
# cmake -DINPUT=... -DOUTPUT=... -DHEADER=... -DNAMESPACE=... -DVARIABLE=... -P embed_text.cmake
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "#include \"${HEADER}\"
namespace {
constexpr unsigned char kBytes[] = {
${bytes}
};
}  // namespace
namespace ${NAMESPACE} {
const std::string_view ${VARIABLE}(reinterpret_cast<const char*>(kBytes), sizeof(kBytes));
}  // namespace ${NAMESPACE}
")
