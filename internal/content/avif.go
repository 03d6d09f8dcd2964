package content

import (
	"bytes"
	"encoding/binary"
)

// avif returns the size of an AVIF picture as it is shown, which the standard library
// cannot tell; 0 when it is none. It is the largest that the file speaks of: parts of
// a picture and its small forms are described as well.
func avif(head []byte) (width, height int) {
	turned, known := false, false
	var look func(kind string, b []byte)
	look = func(kind string, b []byte) {
		switch kind {
		case "ftyp":
			known = bytes.Contains(b, []byte("avif")) || bytes.Contains(b, []byte("avis"))
		case "meta":
			if known && len(b) > 4 { // version and flags
				eachBox(b[4:], look)
			}
		case "iprp", "ipco":
			eachBox(b, look)
		case "ispe":
			if len(b) < 12 {
				return
			}
			w, h := binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
			if most := uint32(1 << 16); w <= most && h <= most && int(w)*int(h) > width*height {
				width, height = int(w), int(h)
			}
		case "irot":
			turned = len(b) > 0 && b[0]&1 == 1 // by a quarter
		}
	}
	eachBox(head, look)
	if turned {
		return height, width
	}
	return width, height
}

// eachBox calls look for the boxes that b consists of, of which the last may be cut.
func eachBox(b []byte, look func(kind string, content []byte)) {
	for len(b) >= 8 {
		size, begin := uint64(binary.BigEndian.Uint32(b)), uint64(8)
		switch {
		case size == 0: // to the end
			size = uint64(len(b))
		case size == 1 && len(b) >= 16:
			size, begin = binary.BigEndian.Uint64(b[8:]), 16
		}
		if size < begin {
			return
		}
		size = min(size, uint64(len(b)))
		look(string(b[4:8]), b[begin:size])
		b = b[size:]
	}
}
