package pipeline_test

import (
	"crypto/sha256"
	"encoding/hex"
)

func sum(b []byte) []byte {
	s := sha256.Sum256(b)
	return []byte(hex.EncodeToString(s[:]))
}
