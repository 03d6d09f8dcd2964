package content

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/adrg/frontmatter"

	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A matter is a file taken apart. The texts are parts of the file, whose bytes are
// what stood before the block, the block, its closing line, and the body.
type matter struct {
	format   format
	block    []byte // between the lines that open and close it; of JSON with its braces
	line     int    // of the block in the file
	body     []byte
	bodyLine int
}

type format uint8

const (
	yamlFormat format = iota
	tomlFormat
	jsonFormat
)

var parsers = [...]func(file string, src []byte, firstLine int) (meta.Value, problem.List){
	yamlFormat: meta.ParseYAML, tomlFormat: meta.ParseTOML, jsonFormat: meta.ParseJSON,
}

// readMatter takes src apart and reads its front matter. When it cannot, problems say
// why, and the Value is no Map.
func readMatter(file string, src []byte) (matter, meta.Value, problem.List) {
	problems := legible(file, src)
	if len(problems) > 0 {
		return matter{}, meta.Value{}, problems
	}
	if m, ok := plainMatter(src); ok {
		v, problems := meta.ParseYAML(file, m.block, m.line)
		return m, v, notEmpty(file, m, v, problems)
	}
	m, problems := cut(file, src)
	if len(problems) > 0 {
		return m, meta.Value{}, problems
	}
	v, problems := m.decode(file)
	return m, v, notEmpty(file, m, v, problems)
}

// TakeApart returns the front matter of a file that need not lie in a site, its body,
// and the line that the body begins on.
func TakeApart(file string, src []byte) (v meta.Value, body []byte, line int, problems problem.List) {
	m, v, problems := readMatter(file, src)
	return v, m.body, m.bodyLine, problems
}

func notEmpty(file string, m matter, v meta.Value, problems problem.List) problem.List {
	if v.Kind != meta.Map && len(problems) == 0 {
		problems = append(problems, problem.New(problem.Frontmatter, file, m.line, 0, "the front matter is empty", "write at least a title or a name"))
	}
	return problems
}

// plainMatter is the short way of nearly all files: a block between two lines of
// exactly three hyphens, with no line in it that could be mistaken for one.
func plainMatter(src []byte) (matter, bool) {
	start := 4
	switch {
	case bytes.HasPrefix(src, []byte("---\n")):
	case bytes.HasPrefix(src, []byte("---\r\n")):
		start = 5
	default:
		return matter{}, false
	}
	line := 2
	for i := start; i < len(src); line++ {
		end := bytes.IndexByte(src[i:], '\n')
		next := i + end + 1
		if end < 0 {
			next = len(src)
		}
		row := src[i:next]
		if r := bytes.TrimSpace(row); len(r) == 3 && (string(r) == "---" || string(r) == "...") {
			if string(row) != "---\n" && string(row) != "---\r\n" && string(row) != "---" {
				return matter{}, false
			}
			return matter{block: src[start:i], line: 2, body: src[next:], bodyLine: line + 1}, true
		}
		i = next
	}
	return matter{}, false
}

// legible reports what keeps src from being read as lines of text at all. The
// library takes a file that begins with a byte-order mark, or whose lines end in
// CR alone, for one body without a word.
func legible(file string, src []byte) problem.List {
	bad := func(at int, text, hint string) problem.List {
		before := src[:at]
		line := 1 + bytes.Count(before, []byte("\n"))
		column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
		return problem.List{problem.New(problem.BadEncoding, file, line, column, text, hint)}
	}
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		return bad(0, "the file begins with a byte-order mark", "save it as UTF-8 without one")
	}
	if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) {
		return bad(0, "the file is UTF-16", "save it as UTF-8")
	}
	ascii := true
	for i, c := range src {
		switch {
		case c >= ' ' && c < 0x7f, c == '\n', c == '\t':
		case c == '\r':
			if i+1 < len(src) && src[i+1] == '\n' {
				continue
			}
			return bad(i, "a line ends in a carriage return alone", "save the file with LF or CR LF at the ends of lines")
		case c < ' ', c == 0x7f:
			return bad(i, fmt.Sprintf("the control character %U stands here", c), "remove it")
		default:
			ascii = false
		}
	}
	if ascii || utf8.Valid(src) {
		return nil
	}
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			return bad(i, fmt.Sprintf("the byte %#02x is not UTF-8", src[i]), "save the file as UTF-8")
		}
		i += n
	}
	return nil
}

// cut finds the block by the lines that open and close it. Only a line that begins
// in column 1 closes a block: an indented one belongs to a value of several lines.
func cut(file string, src []byte) (matter, problem.List) {
	rest, line := src, 1
	var opening []byte
	for len(rest) > 0 { // lines before the front matter may be empty
		row, after := cutLine(rest)
		if len(bytes.TrimSpace(row)) > 0 {
			opening = bytes.TrimRight(row, " \t\r\n")
			break
		}
		rest = after
		line++
	}
	fail := func(rule string, line, column int, text, hint string) (matter, problem.List) {
		return matter{}, problem.List{problem.New(rule, file, line, column, text, hint)}
	}
	var closing []string
	m := matter{line: line + 1}
	switch {
	case opening == nil:
		return fail(problem.Frontmatter, 1, 0, "the file is empty", "begin it with front matter: a line ---, keys and values, a line ---")
	case string(opening) == "---":
		closing = []string{"---", "..."}
	case string(opening) == "+++":
		m.format, closing = tomlFormat, []string{"+++"}
	case opening[0] == '{':
		m.line = line
		return cutJSON(file, m, rest)
	default:
		hint := "begin it with a line ---, keys and values, and another line ---"
		if t := strings.TrimSpace(string(opening)); t == "---" || t == "+++" || t[0] == '{' {
			hint = "remove the space before " + t[:min(3, len(t))]
		} else if len(t) > 3 && (strings.Trim(t, "-") == "" || strings.Trim(t, "+") == "") {
			hint = "open it with exactly three: " + t[:3]
		}
		return fail(problem.Frontmatter, line, 1, "the file does not begin with front matter", hint)
	}
	_, rest = cutLine(rest)
	start := rest
	near := 0 // a line that was perhaps meant to close the block
	for line++; len(rest) > 0; line++ {
		row, after := cutLine(rest)
		text := string(bytes.TrimRight(row, " \t\r\n"))
		for _, c := range closing {
			if text == c {
				m.block, m.body, m.bodyLine = start[:len(start)-len(rest)], after, line+1
				return m, nil
			}
		}
		if t := strings.TrimSpace(text); near == 0 && len(t) >= 3 && strings.Trim(t, string(opening[0])+"–—") == "" {
			near = line
		}
		rest = after
	}
	hint := fmt.Sprintf("end it with a line %s", opening)
	if near > 0 {
		hint = fmt.Sprintf("line %d is not exactly %s from column 1", near, opening)
	}
	return fail(problem.UnclosedBlock, m.line-1, 1, "the front matter opened here is never closed", hint)
}

// cutJSON cuts after the brace that closes the object. What is not closed is left to
// the parser, which knows more to say.
func cutJSON(file string, m matter, src []byte) (matter, problem.List) {
	depth, inText := 0, false
	end := len(src)
scan:
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{', c == '[':
			depth++
		case c == '}', c == ']':
			if depth--; depth == 0 {
				end = i + 1
				break scan
			}
		}
	}
	if end == len(src) && depth != 0 {
		return m, problem.List{problem.New(problem.UnclosedBlock, file, m.line, 1, "the front matter opened here is never closed", "is a brace or a quotation mark missing?")}
	}
	m.block = src[:end]
	row, after := cutLine(src[end:])
	last := m.line + bytes.Count(m.block, []byte("\n"))
	if len(bytes.TrimSpace(row)) > 0 {
		column := 1 + utf8.RuneCount(m.block[bytes.LastIndexByte(m.block, '\n')+1:])
		return m, problem.List{problem.New(problem.Frontmatter, file, last, column, "text follows the front matter on its last line", "begin the body on a new line")}
	}
	m.body, m.bodyLine = after, last+1
	m.format = jsonFormat
	return m, nil
}

func cutLine(src []byte) (row, after []byte) {
	if i := bytes.IndexByte(src, '\n'); i >= 0 {
		return src[:i+1], src[i+1:]
	}
	return src, nil
}

// mark opens and closes the block of a file that is handed to the library. It
// trims every line before comparing, so that a --- within a value would close the
// block; no file that is legible holds this character.
const mark = "\x00"

// decode reads the block through the library.
func (m matter) decode(file string) (meta.Value, problem.List) {
	var buf bytes.Buffer
	buf.Grow(len(m.block) + len(m.body) + 8)
	buf.WriteString(mark + "\n")
	buf.Write(m.block)
	newline := !bytes.HasSuffix(m.block, []byte("\n"))
	if newline {
		buf.WriteByte('\n')
	}
	buf.WriteString(mark + "\n")
	buf.Write(m.body)
	var d decoded
	body, err := frontmatter.MustParse(&buf, &d, frontmatter.NewFormat(mark, mark, func(block []byte, v any) error {
		if newline {
			block = block[:len(block)-1]
		}
		d := v.(*decoded)
		d.value, d.problems = parsers[m.format](file, block, m.line)
		return nil
	}))
	if err == nil && !bytes.Equal(body, m.body) {
		err = errors.New("body and front matter are not told apart")
	}
	if err != nil { // cannot happen in a file that is legible
		return meta.Value{}, problem.List{problem.New(problem.Frontmatter, file, m.line, 0, "the front matter cannot be read: "+err.Error(), "")}
	}
	return d.value, d.problems
}

type decoded struct {
	value    meta.Value
	problems problem.List
}
