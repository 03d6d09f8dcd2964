package markdown

import (
	"bytes"
	"encoding/binary"
	"strings"

	"github.com/yuin/goldmark/text"
)

// trusted writes HTML of a writer who may write it. It stays as it was typed, but for
// addresses from the top of the site, which are holes: only whoever fills them knows
// below which path the site will stand. It returns the HTML as it was typed.
func (w *writer) trusted(stretches []text.Segment) []byte {
	w.settle()
	all := joined(stretches, w.src)
	from := 0              // not yet written
	stretch, begin := 0, 0 // the stretch that is looked at, and where it begins in all
	eachAddress(all, func(start, stop int) {
		dest := plainly(all[start:stop])
		if text, _ := fault(dest); text != "" || !strings.HasPrefix(dest, "/") {
			return
		}
		s := &stretches[stretch]
		for n := len(s.Value(w.src)); start >= begin+n; n = len(s.Value(w.src)) {
			begin += n
			stretch++
			s = &stretches[stretch]
		}
		at := s.Start + max(0, start-begin-s.Padding)
		w.html = append(w.html, all[from:start]...)
		w.flushHTML()
		w.out = append(w.out, pieceAddress)
		w.out = binary.AppendUvarint(w.out, uint64(w.link(Raw, dest, at)))
		from = stop
	})
	w.html = append(w.html, all[from:]...)
	return all
}

// eachAddress calls found with where each address in an attribute of src lies, without
// quotes around it. Comments, scripts and styles hold none.
func eachAddress(src []byte, found func(start, stop int)) {
	for i := 0; ; {
		k := bytes.IndexByte(src[i:], '<')
		if k < 0 {
			return
		}
		i += k + 1
		if bytes.HasPrefix(src[i:], []byte("!--")) {
			if i = after(src, i+3, "-->"); i < 0 {
				return
			}
			continue
		}
		name := i
		for i < len(src) && (src[i]|0x20 >= 'a' && src[i]|0x20 <= 'z' || i > name && (src[i] >= '0' && src[i] <= '9' || src[i] == '-')) {
			i++
		}
		if i == name {
			continue
		}
		tag := strings.ToLower(string(src[name:min(i, name+10)]))
		i = eachAttribute(src, i, found)
		switch tag {
		case "script", "style", "textarea":
			if i = after(src, i, "</"+tag); i < 0 {
				return
			}
		}
	}
}

// eachAttribute is eachAddress for the attributes of a tag that begin at i. It returns
// where the tag ends.
func eachAttribute(src []byte, i int, found func(start, stop int)) int {
	const blank = " \t\n\f\r"
	skip := func(set string, in bool) {
		for i < len(src) && strings.IndexByte(set, src[i]) >= 0 == in {
			i++
		}
	}
	for {
		skip(blank+"/", true)
		if i == len(src) || src[i] == '>' {
			return i
		}
		start := i
		i++ // even an equals sign is part of a name that it begins
		skip(blank+"/>=", false)
		name := string(src[start:min(i, start+10)])
		skip(blank, true)
		if i == len(src) || src[i] != '=' {
			continue
		}
		i++
		skip(blank, true)
		end := blank + ">"
		if i < len(src) && (src[i] == '"' || src[i] == '\'') {
			end = string(src[i])
			i++
		}
		start = i
		skip(end, false)
		switch strings.ToLower(name) {
		case "href", "src", "poster":
			found(start, i)
		case "srcset":
			eachSource(src, start, i, found)
		}
		if len(end) == 1 && i < len(src) {
			i++
		}
	}
}

// eachSource is eachAddress for the value of a srcset, which lies from i to stop: of
// pictures with their sizes. A comma may be part of an address, but not its end.
func eachSource(src []byte, i, stop int, found func(start, stop int)) {
	const blank = " \t\n\f\r"
	for {
		i += len(src[i:stop]) - len(bytes.TrimLeft(src[i:stop], blank+","))
		if i == stop {
			return
		}
		end := stop
		if n := bytes.IndexAny(src[i:stop], blank); n >= 0 {
			end = i + n
		}
		address := bytes.TrimRight(src[i:end], ",")
		found(i, i+len(address))
		if i += len(address); i == end { // its size follows
			n := bytes.IndexByte(src[i:stop], ',')
			if n < 0 {
				return
			}
			i += n
		}
	}
}

// after returns where what follows s begins, from i on; -1 when s is not there. The
// case of letters in src does not matter.
func after(src []byte, i int, s string) int {
	want := []byte(s)
	for ; i+len(want) <= len(src); i++ {
		if bytes.EqualFold(src[i:i+len(want)], want) {
			return i + len(want)
		}
	}
	return -1
}
