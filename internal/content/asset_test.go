package content

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"pressbox/internal/digest"
)

// picture encodes a picture of 40 by 30.
func picture(t *testing.T, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	img := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.Black, color.White})
	var err error
	switch format {
	case "png":
		err = png.Encode(&b, img)
	case "gif":
		err = gif.Encode(&b, img, nil)
	case "jpeg":
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// turned puts EXIF data with an orientation into a JPEG file.
func turned(jpeg []byte, order binary.AppendByteOrder, orientation uint16) []byte {
	tiff := []byte("MM")
	if order.AppendUint16(nil, 1)[0] == 1 {
		tiff = []byte("II")
	}
	tiff = order.AppendUint16(tiff, 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, e := range [][2]uint16{{0x0100, 40}, {0x0112, orientation}} {
		tiff = order.AppendUint16(tiff, e[0])
		tiff = order.AppendUint16(tiff, 3)
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(tiff, e[1])
		tiff = order.AppendUint16(tiff, 0)
	}
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{}, jpeg[:2]...)
	out = append(out, 0xff, 0xe0, 0, 4, 'x', 'y') // another segment before it
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(segment)+2))
	out = append(out, segment...)
	return append(out, jpeg[2:]...)
}

func TestPicturesAreMeasuredAsTheyAreShown(t *testing.T) {
	jpg := picture(t, "jpeg")
	webp := []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0e\x00\x00\x00\x2f\x27\x40\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	for _, tt := range []struct {
		name          string
		file          []byte
		width, height int
	}{
		{"a.png", picture(t, "png"), 40, 30},
		{"a.gif", picture(t, "gif"), 40, 30},
		{"a.jpg", jpg, 40, 30},
		{"upright.jpg", turned(jpg, binary.BigEndian, 1), 40, 30},
		{"mirrored.jpg", turned(jpg, binary.LittleEndian, 4), 40, 30},
		{"left.jpg", turned(jpg, binary.BigEndian, 6), 30, 40},
		{"right.jpg", turned(jpg, binary.LittleEndian, 8), 30, 40},
		{"nonsense.jpg", turned(jpg, binary.LittleEndian, 99), 40, 30},
		{"a.webp", webp, 40, 30},
		{"a.avif", avifFile(40, 30), 40, 30},
		{"turned.avif", avifFile(40, 30, box("irot", "\x03")), 30, 40},
		{"upside down.avif", avifFile(40, 30, box("irot", "\x02")), 40, 30},
		{"in tiles.avif", avifFile(20, 10, spatial(40, 30), spatial(20, 10)), 40, 30},
		{"huge.avif", avifFile(1<<31, 1<<31), 0, 0},
		{"cut.avif", avifFile(40, 30)[:80], 0, 0},
		{"a.heic", bytes.Replace(avifFile(40, 30), []byte("avif"), []byte("heic"), 1), 0, 0},
		{"wrong name.png", jpg, 40, 30},
		{"cut.png", picture(t, "png")[:20], 0, 0},
		{"cut.jpg", jpg[:100], 0, 0},
		{"a.svg", []byte("<svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>"), 0, 0},
		{"notes.txt", []byte("some notes"), 0, 0},
		{"empty", nil, 0, 0},
	} {
		s := newSite(t, map[string]string{"content/posts/" + tt.name: string(tt.file)})
		set, problems := s.load(Options{}, nil)
		if len(problems) > 0 || len(set.Assets) != 1 {
			t.Errorf("%s: %v", tt.name, problems)
			continue
		}
		a := set.Assets[0]
		if a.Width != tt.width || a.Height != tt.height || a.Size != int64(len(tt.file)) || a.Sum != digest.Of(tt.file) {
			t.Errorf("%s: %d by %d, %d bytes; want %d by %d, %d bytes", tt.name, a.Width, a.Height, a.Size, tt.width, tt.height, len(tt.file))
		}
		in, err := set.Open(a.Path)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := io.ReadAll(in); !bytes.Equal(got, tt.file) {
			t.Errorf("%s: other bytes are read", tt.name)
		}
		in.Close()
	}
}

// box is a part of a file of the ISO base media format.
func box(kind, content string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(content)))) + kind + content
}

// spatial says how large a picture is.
func spatial(width, height uint32) string {
	return box("ispe", string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(make([]byte, 4), width), height)))
}

// avifFile begins as an encoder begins the file of a picture, with more properties.
func avifFile(width, height uint32, more ...string) []byte {
	properties := box("iprp", box("ipco", box("av1C", "\x81\x20\x02\x00")+spatial(width, height)+box("pixi", "\x00\x00\x00\x00\x03\x08\x08\x08")+strings.Join(more, "")))
	about := box("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00pict"+strings.Repeat("\x00", 13)) + box("pitm", "\x00\x00\x00\x00\x00\x01")
	return []byte(box("ftyp", "avif\x00\x00\x00\x00mif1miaf") + box("meta", "\x00\x00\x00\x00"+about+properties) + "\x00\x00\x00\x00mdat")
}

func FuzzAVIF(f *testing.F) {
	f.Add(avifFile(40, 30, box("irot", "\x03")))
	f.Add([]byte("\x00\x00\x00\x01ftyp\x00\x00\x00\x00\x00\x00\x00\x14avif\x00\x00\x00\x00meta"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if width, height := avif(b); width < 0 || height < 0 || width > 1<<16 || height > 1<<16 {
			t.Errorf("%d by %d", width, height)
		}
	})
}

func FuzzOrientation(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\x08\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o := orientation(b); o < 0 || o > 8 {
			t.Errorf("orientation %d", o)
		}
	})
}
