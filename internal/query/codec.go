package query

import (
	"encoding/binary"
	"fmt"
	"reflect"
)

// encode appends plain data in the form that records have: numbers as varints, texts and lists behind their
// length, the fields of structs in order. No value's form is the beginning of another's of the same type.
func encode(b []byte, v any) []byte { return encodeValue(b, reflect.ValueOf(v)) }

// decode reads what encode wrote of a value of type T into to and returns the rest. It panics if b is not
// of that form: records are read only after their checksum was found right.
func decode[T any](b []byte, to *T) []byte {
	return decodeValue(b, reflect.ValueOf(to).Elem())
}

// mustBePlain panics unless values of a type survive encode and decode.
func mustBePlain(t reflect.Type) {
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
	case reflect.Slice, reflect.Array, reflect.Pointer:
		mustBePlain(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !t.Field(i).IsExported() {
				panic(fmt.Sprintf("query: %s has the unexported field %s and cannot be stored", t, t.Field(i).Name))
			}
			mustBePlain(t.Field(i).Type)
		}
	default:
		panic(fmt.Sprintf("query: a %s cannot be stored", t))
	}
}

func encodeValue(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	case reflect.String:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		return append(b, v.String()...)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(b, v.Int())
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(b, v.Uint())
	case reflect.Slice:
		if v.IsNil() {
			return append(b, 0)
		}
		b = binary.AppendUvarint(b, uint64(v.Len())+1)
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			b = encodeValue(b, v.Index(i))
		}
		return b
	case reflect.Pointer:
		if v.IsNil() {
			return append(b, 0)
		}
		return encodeValue(append(b, 1), v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			b = encodeValue(b, v.Field(i))
		}
		return b
	}
	panic(fmt.Sprintf("query: a %s cannot be stored", v.Type()))
}

func decodeValue(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(b[0] != 0)
		return b[1:]
	case reflect.String:
		n, b := length(b)
		v.SetString(string(b[:n]))
		return b[n:]
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, size := binary.Varint(b)
		v.SetInt(n)
		return b[size:]
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, size := binary.Uvarint(b)
		v.SetUint(n)
		return b[size:]
	case reflect.Slice:
		n, b := length(b)
		if n == 0 {
			return b
		}
		v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
		for i := range n - 1 {
			b = decodeValue(b, v.Index(i))
		}
		return b
	case reflect.Array:
		for i := range v.Len() {
			b = decodeValue(b, v.Index(i))
		}
		return b
	case reflect.Pointer:
		if b[0] == 0 {
			return b[1:]
		}
		v.Set(reflect.New(v.Type().Elem()))
		return decodeValue(b[1:], v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			b = decodeValue(b, v.Field(i))
		}
		return b
	}
	panic(fmt.Sprintf("query: a %s cannot be stored", v.Type()))
}

// length reads a length that cannot exceed what follows it by much: every item takes a byte at least, but for
// those that are empty structs.
func length(b []byte) (int, []byte) {
	n, size := binary.Uvarint(b)
	return int(n), b[size:]
}
