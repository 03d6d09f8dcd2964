package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/gif"  // measured by image.DecodeConfig
	_ "image/jpeg" // likewise
	_ "image/png"  // likewise
	"io"

	_ "golang.org/x/image/webp" // likewise

	"pressbox/internal/digest"
)

// HeadSize is how many bytes of a picture are looked at for its size. JPEG files may
// carry a preview and a colour profile before it.
const HeadSize = 1 << 20

// asset measures a file that is not a document.
func (w *worker) asset(r *record, in io.Reader) error {
	sum := sha256.New()
	head := bytes.NewBuffer(w.buf[:0])
	in = io.LimitReader(in, maxAsset+1)
	if _, err := io.CopyN(io.MultiWriter(sum, head), in, HeadSize); err != nil && err != io.EOF {
		return err
	}
	rest, err := io.Copy(sum, in)
	if err != nil {
		return err
	}
	w.buf = head.Bytes()
	size := int64(head.Len()) + rest
	if size > maxAsset {
		return fmt.Errorf("it has more than %d bytes", int64(maxAsset))
	}
	r.asset = &Asset{Path: r.path, Sum: digest.Digest(sum.Sum(nil)), Size: size}
	r.asset.Width, r.asset.Height = Dimensions(head.Bytes())
	if old := w.old.at(r.path); old != nil && old.asset != nil && old.asset.Sum == r.asset.Sum && old.stamp == r.stamp {
		r.asset, r.encoded = old.asset, old.encoded
	}
	return nil
}

// Dimensions returns the size of a picture as it is shown, from its first bytes;
// 0 when they are of no kind that is known.
func Dimensions(head []byte) (width, height int) {
	c, kind, err := image.DecodeConfig(bytes.NewReader(head))
	if err != nil {
		return avif(head)
	}
	if c.Width <= 0 || c.Height <= 0 {
		return 0, 0
	}
	if kind == "jpeg" && orientation(head) >= 5 {
		return c.Height, c.Width
	}
	return c.Width, c.Height
}

// orientation returns what the EXIF data of a JPEG file say of how it is turned: 1 to
// 8, of which 5 and more swap width and height; 0 when they say nothing.
func orientation(jpeg []byte) int {
	const (
		app1           = 0xe1
		startOfScan    = 0xda
		orientationTag = 0x0112
	)
	for b := jpeg[min(2, len(jpeg)):]; len(b) >= 4 && b[0] == 0xff && b[1] != startOfScan; {
		if b[1] == 0xff { // padding
			b = b[1:]
			continue
		}
		n := int(binary.BigEndian.Uint16(b[2:])) + 2
		if n < 4 || n > len(b) {
			return 0
		}
		segment := b[4:n]
		marker := b[1]
		b = b[n:]
		tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
		if marker != app1 || !ok || len(tiff) < 8 {
			continue
		}
		var order binary.ByteOrder = binary.BigEndian
		if tiff[0] == 'I' {
			order = binary.LittleEndian
		}
		at := int64(order.Uint32(tiff[4:]))
		if at+2 > int64(len(tiff)) {
			return 0
		}
		entries := tiff[at+2:]
		for range order.Uint16(tiff[at:]) {
			if len(entries) < 12 {
				return 0
			}
			if order.Uint16(entries) == orientationTag {
				if v := int(order.Uint16(entries[8:])); v <= 8 {
					return v
				}
				return 0
			}
			entries = entries[12:]
		}
		return 0
	}
	return 0
}
