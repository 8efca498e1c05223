import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace tensorboard. */
export namespace tensorboard {

    /**
     * Properties of an Event.
     * @deprecated Use tensorboard.Event.$Properties instead.
     */
    interface IEvent extends tensorboard.Event.$Properties {
    }

    /** Represents an Event. */
    class Event {

        /**
         * Constructs a new Event.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.Event.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Event wallTime. */
        wallTime: number;

        /** Event step. */
        step: (number|Long);

        /** Event fileVersion. */
        fileVersion?: (string|null);

        /** Event summary. */
        summary?: (tensorboard.Summary.$Properties|null);

        /** Event what. */
        what?: ("fileVersion"|"summary");

        /**
         * Creates a new Event instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Event instance
         */
        static create(properties: tensorboard.Event.$Shape): tensorboard.Event & tensorboard.Event.$Shape;
        static create(properties?: tensorboard.Event.$Properties): tensorboard.Event;

        /**
         * Encodes the specified Event message. Does not implicitly {@link tensorboard.Event.verify|verify} messages.
         * @param message Event message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.Event.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Event message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.Event & tensorboard.Event.$Shape} Event
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.Event & tensorboard.Event.$Shape;

        /**
         * Gets the type url for Event
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Event {

        /** Properties of an Event. */
        interface $Properties {

            /** Event wallTime */
            wallTime?: (number|null);

            /** Event step */
            step?: (number|Long|null);

            /** Event fileVersion */
            fileVersion?: (string|null);

            /** Event summary */
            summary?: (tensorboard.Summary.$Properties|null);

            /** Event what */
            what?: ("fileVersion"|"summary");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of an Event. */
        type $Shape = {
          wallTime?: number|null;
          step?: number|Long|null;
          fileVersion?: string|null;
          summary?: tensorboard.Summary.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ what?: undefined; fileVersion?: null; summary?: null }|{ what?: "fileVersion"; fileVersion: string; summary?: null }|{ what?: "summary"; fileVersion?: null; summary: tensorboard.Summary.$Shape })
        );
    }

    /**
     * Properties of a Summary.
     * @deprecated Use tensorboard.Summary.$Properties instead.
     */
    interface ISummary extends tensorboard.Summary.$Properties {
    }

    /** Represents a Summary. */
    class Summary {

        /**
         * Constructs a new Summary.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.Summary.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Summary value. */
        value: tensorboard.SummaryValue.$Properties[];

        /**
         * Creates a new Summary instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Summary instance
         */
        static create(properties: tensorboard.Summary.$Shape): tensorboard.Summary & tensorboard.Summary.$Shape;
        static create(properties?: tensorboard.Summary.$Properties): tensorboard.Summary;

        /**
         * Encodes the specified Summary message. Does not implicitly {@link tensorboard.Summary.verify|verify} messages.
         * @param message Summary message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.Summary.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Summary message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.Summary & tensorboard.Summary.$Shape} Summary
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.Summary & tensorboard.Summary.$Shape;

        /**
         * Gets the type url for Summary
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Summary {

        /** Properties of a Summary. */
        interface $Properties {

            /** Summary value */
            value?: (tensorboard.SummaryValue.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Summary. */
        type $Shape = {
          value?: tensorboard.SummaryValue.$Shape[]|null;
          $unknowns?: Uint8Array[];
        };
    }

    /**
     * Properties of a SummaryValue.
     * @deprecated Use tensorboard.SummaryValue.$Properties instead.
     */
    interface ISummaryValue extends tensorboard.SummaryValue.$Properties {
    }

    /** Represents a SummaryValue. */
    class SummaryValue {

        /**
         * Constructs a new SummaryValue.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.SummaryValue.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SummaryValue tag. */
        tag: string;

        /** SummaryValue simpleValue. */
        simpleValue?: (number|null);

        /** SummaryValue image. */
        image?: (tensorboard.Image.$Properties|null);

        /** SummaryValue histo. */
        histo?: (tensorboard.Histogram.$Properties|null);

        /** SummaryValue tensor. */
        tensor?: (tensorboard.Tensor.$Properties|null);

        /** SummaryValue metadata. */
        metadata?: (tensorboard.SummaryMetadata.$Properties|null);

        /** SummaryValue value. */
        value?: ("simpleValue"|"image"|"histo"|"tensor");

        /**
         * Creates a new SummaryValue instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SummaryValue instance
         */
        static create(properties: tensorboard.SummaryValue.$Shape): tensorboard.SummaryValue & tensorboard.SummaryValue.$Shape;
        static create(properties?: tensorboard.SummaryValue.$Properties): tensorboard.SummaryValue;

        /**
         * Encodes the specified SummaryValue message. Does not implicitly {@link tensorboard.SummaryValue.verify|verify} messages.
         * @param message SummaryValue message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.SummaryValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SummaryValue message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.SummaryValue & tensorboard.SummaryValue.$Shape} SummaryValue
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.SummaryValue & tensorboard.SummaryValue.$Shape;

        /**
         * Gets the type url for SummaryValue
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SummaryValue {

        /** Properties of a SummaryValue. */
        interface $Properties {

            /** SummaryValue tag */
            tag?: (string|null);

            /** SummaryValue simpleValue */
            simpleValue?: (number|null);

            /** SummaryValue image */
            image?: (tensorboard.Image.$Properties|null);

            /** SummaryValue histo */
            histo?: (tensorboard.Histogram.$Properties|null);

            /** SummaryValue tensor */
            tensor?: (tensorboard.Tensor.$Properties|null);

            /** SummaryValue metadata */
            metadata?: (tensorboard.SummaryMetadata.$Properties|null);

            /** SummaryValue value */
            value?: ("simpleValue"|"image"|"histo"|"tensor");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a SummaryValue. */
        type $Shape = {
          tag?: string|null;
          simpleValue?: number|null;
          image?: tensorboard.Image.$Shape|null;
          histo?: tensorboard.Histogram.$Shape|null;
          tensor?: tensorboard.Tensor.$Shape|null;
          metadata?: tensorboard.SummaryMetadata.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ value?: undefined; simpleValue?: null; image?: null; histo?: null; tensor?: null }|{ value?: "simpleValue"; simpleValue: number; image?: null; histo?: null; tensor?: null }|{ value?: "image"; simpleValue?: null; image: tensorboard.Image.$Shape; histo?: null; tensor?: null }|{ value?: "histo"; simpleValue?: null; image?: null; histo: tensorboard.Histogram.$Shape; tensor?: null }|{ value?: "tensor"; simpleValue?: null; image?: null; histo?: null; tensor: tensorboard.Tensor.$Shape })
        );
    }

    /**
     * Properties of an Image.
     * @deprecated Use tensorboard.Image.$Properties instead.
     */
    interface IImage extends tensorboard.Image.$Properties {
    }

    /** Represents an Image. */
    class Image {

        /**
         * Constructs a new Image.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.Image.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Image height. */
        height: number;

        /** Image width. */
        width: number;

        /** Image colorspace. */
        colorspace: number;

        /** Image encodedImageString. */
        encodedImageString: Uint8Array;

        /**
         * Creates a new Image instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Image instance
         */
        static create(properties: tensorboard.Image.$Shape): tensorboard.Image & tensorboard.Image.$Shape;
        static create(properties?: tensorboard.Image.$Properties): tensorboard.Image;

        /**
         * Encodes the specified Image message. Does not implicitly {@link tensorboard.Image.verify|verify} messages.
         * @param message Image message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.Image.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Image message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.Image & tensorboard.Image.$Shape} Image
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.Image & tensorboard.Image.$Shape;

        /**
         * Gets the type url for Image
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Image {

        /** Properties of an Image. */
        interface $Properties {

            /** Image height */
            height?: (number|null);

            /** Image width */
            width?: (number|null);

            /** Image colorspace */
            colorspace?: (number|null);

            /** Image encodedImageString */
            encodedImageString?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Image. */
        type $Shape = tensorboard.Image.$Properties;
    }

    /**
     * Properties of a Histogram.
     * @deprecated Use tensorboard.Histogram.$Properties instead.
     */
    interface IHistogram extends tensorboard.Histogram.$Properties {
    }

    /** Represents a Histogram. */
    class Histogram {

        /**
         * Constructs a new Histogram.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.Histogram.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Histogram min. */
        min: number;

        /** Histogram max. */
        max: number;

        /** Histogram num. */
        num: number;

        /** Histogram sum. */
        sum: number;

        /** Histogram sumSquares. */
        sumSquares: number;

        /** Histogram bucketLimit. */
        bucketLimit: number[];

        /** Histogram bucket. */
        bucket: number[];

        /**
         * Creates a new Histogram instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Histogram instance
         */
        static create(properties: tensorboard.Histogram.$Shape): tensorboard.Histogram & tensorboard.Histogram.$Shape;
        static create(properties?: tensorboard.Histogram.$Properties): tensorboard.Histogram;

        /**
         * Encodes the specified Histogram message. Does not implicitly {@link tensorboard.Histogram.verify|verify} messages.
         * @param message Histogram message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.Histogram.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Histogram message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.Histogram & tensorboard.Histogram.$Shape} Histogram
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.Histogram & tensorboard.Histogram.$Shape;

        /**
         * Gets the type url for Histogram
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Histogram {

        /** Properties of a Histogram. */
        interface $Properties {

            /** Histogram min */
            min?: (number|null);

            /** Histogram max */
            max?: (number|null);

            /** Histogram num */
            num?: (number|null);

            /** Histogram sum */
            sum?: (number|null);

            /** Histogram sumSquares */
            sumSquares?: (number|null);

            /** Histogram bucketLimit */
            bucketLimit?: (number[]|null);

            /** Histogram bucket */
            bucket?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Histogram. */
        type $Shape = tensorboard.Histogram.$Properties;
    }

    /**
     * Properties of a Tensor.
     * @deprecated Use tensorboard.Tensor.$Properties instead.
     */
    interface ITensor extends tensorboard.Tensor.$Properties {
    }

    /** Represents a Tensor. */
    class Tensor {

        /**
         * Constructs a new Tensor.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.Tensor.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Tensor dtype. */
        dtype: number;

        /** Tensor tensorShape. */
        tensorShape?: (tensorboard.TensorShape.$Properties|null);

        /** Tensor floatVal. */
        floatVal: number[];

        /** Tensor stringVal. */
        stringVal: Uint8Array[];

        /**
         * Creates a new Tensor instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Tensor instance
         */
        static create(properties: tensorboard.Tensor.$Shape): tensorboard.Tensor & tensorboard.Tensor.$Shape;
        static create(properties?: tensorboard.Tensor.$Properties): tensorboard.Tensor;

        /**
         * Encodes the specified Tensor message. Does not implicitly {@link tensorboard.Tensor.verify|verify} messages.
         * @param message Tensor message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.Tensor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Tensor message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.Tensor & tensorboard.Tensor.$Shape} Tensor
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.Tensor & tensorboard.Tensor.$Shape;

        /**
         * Gets the type url for Tensor
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Tensor {

        /** Properties of a Tensor. */
        interface $Properties {

            /** Tensor dtype */
            dtype?: (number|null);

            /** Tensor tensorShape */
            tensorShape?: (tensorboard.TensorShape.$Properties|null);

            /** Tensor floatVal */
            floatVal?: (number[]|null);

            /** Tensor stringVal */
            stringVal?: (Uint8Array[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Tensor. */
        type $Shape = tensorboard.Tensor.$Properties;
    }

    /**
     * Properties of a TensorShape.
     * @deprecated Use tensorboard.TensorShape.$Properties instead.
     */
    interface ITensorShape extends tensorboard.TensorShape.$Properties {
    }

    /** Represents a TensorShape. */
    class TensorShape {

        /**
         * Constructs a new TensorShape.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.TensorShape.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TensorShape dim. */
        dim: tensorboard.Dimension.$Properties[];

        /**
         * Creates a new TensorShape instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TensorShape instance
         */
        static create(properties: tensorboard.TensorShape.$Shape): tensorboard.TensorShape & tensorboard.TensorShape.$Shape;
        static create(properties?: tensorboard.TensorShape.$Properties): tensorboard.TensorShape;

        /**
         * Encodes the specified TensorShape message. Does not implicitly {@link tensorboard.TensorShape.verify|verify} messages.
         * @param message TensorShape message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.TensorShape.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TensorShape message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.TensorShape & tensorboard.TensorShape.$Shape} TensorShape
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.TensorShape & tensorboard.TensorShape.$Shape;

        /**
         * Gets the type url for TensorShape
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace TensorShape {

        /** Properties of a TensorShape. */
        interface $Properties {

            /** TensorShape dim */
            dim?: (tensorboard.Dimension.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TensorShape. */
        type $Shape = tensorboard.TensorShape.$Properties;
    }

    /**
     * Properties of a Dimension.
     * @deprecated Use tensorboard.Dimension.$Properties instead.
     */
    interface IDimension extends tensorboard.Dimension.$Properties {
    }

    /** Represents a Dimension. */
    class Dimension {

        /**
         * Constructs a new Dimension.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.Dimension.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Dimension size. */
        size: (number|Long);

        /**
         * Creates a new Dimension instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Dimension instance
         */
        static create(properties: tensorboard.Dimension.$Shape): tensorboard.Dimension & tensorboard.Dimension.$Shape;
        static create(properties?: tensorboard.Dimension.$Properties): tensorboard.Dimension;

        /**
         * Encodes the specified Dimension message. Does not implicitly {@link tensorboard.Dimension.verify|verify} messages.
         * @param message Dimension message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.Dimension.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Dimension message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.Dimension & tensorboard.Dimension.$Shape} Dimension
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.Dimension & tensorboard.Dimension.$Shape;

        /**
         * Gets the type url for Dimension
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Dimension {

        /** Properties of a Dimension. */
        interface $Properties {

            /** Dimension size */
            size?: (number|Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Dimension. */
        type $Shape = tensorboard.Dimension.$Properties;
    }

    /**
     * Properties of a SummaryMetadata.
     * @deprecated Use tensorboard.SummaryMetadata.$Properties instead.
     */
    interface ISummaryMetadata extends tensorboard.SummaryMetadata.$Properties {
    }

    /** Represents a SummaryMetadata. */
    class SummaryMetadata {

        /**
         * Constructs a new SummaryMetadata.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.SummaryMetadata.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SummaryMetadata pluginData. */
        pluginData?: (tensorboard.PluginData.$Properties|null);

        /**
         * Creates a new SummaryMetadata instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SummaryMetadata instance
         */
        static create(properties: tensorboard.SummaryMetadata.$Shape): tensorboard.SummaryMetadata & tensorboard.SummaryMetadata.$Shape;
        static create(properties?: tensorboard.SummaryMetadata.$Properties): tensorboard.SummaryMetadata;

        /**
         * Encodes the specified SummaryMetadata message. Does not implicitly {@link tensorboard.SummaryMetadata.verify|verify} messages.
         * @param message SummaryMetadata message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.SummaryMetadata.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SummaryMetadata message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.SummaryMetadata & tensorboard.SummaryMetadata.$Shape} SummaryMetadata
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.SummaryMetadata & tensorboard.SummaryMetadata.$Shape;

        /**
         * Gets the type url for SummaryMetadata
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SummaryMetadata {

        /** Properties of a SummaryMetadata. */
        interface $Properties {

            /** SummaryMetadata pluginData */
            pluginData?: (tensorboard.PluginData.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SummaryMetadata. */
        type $Shape = tensorboard.SummaryMetadata.$Properties;
    }

    /**
     * Properties of a PluginData.
     * @deprecated Use tensorboard.PluginData.$Properties instead.
     */
    interface IPluginData extends tensorboard.PluginData.$Properties {
    }

    /** Represents a PluginData. */
    class PluginData {

        /**
         * Constructs a new PluginData.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.PluginData.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PluginData pluginName. */
        pluginName: string;

        /** PluginData content. */
        content: Uint8Array;

        /**
         * Creates a new PluginData instance using the specified properties.
         * @param [properties] Properties to set
         * @returns PluginData instance
         */
        static create(properties: tensorboard.PluginData.$Shape): tensorboard.PluginData & tensorboard.PluginData.$Shape;
        static create(properties?: tensorboard.PluginData.$Properties): tensorboard.PluginData;

        /**
         * Encodes the specified PluginData message. Does not implicitly {@link tensorboard.PluginData.verify|verify} messages.
         * @param message PluginData message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.PluginData.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PluginData message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.PluginData & tensorboard.PluginData.$Shape} PluginData
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.PluginData & tensorboard.PluginData.$Shape;

        /**
         * Gets the type url for PluginData
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace PluginData {

        /** Properties of a PluginData. */
        interface $Properties {

            /** PluginData pluginName */
            pluginName?: (string|null);

            /** PluginData content */
            content?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PluginData. */
        type $Shape = tensorboard.PluginData.$Properties;
    }

    /**
     * Properties of a HParamsPluginData.
     * @deprecated Use tensorboard.HParamsPluginData.$Properties instead.
     */
    interface IHParamsPluginData extends tensorboard.HParamsPluginData.$Properties {
    }

    /** Represents a HParamsPluginData. */
    class HParamsPluginData {

        /**
         * Constructs a new HParamsPluginData.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.HParamsPluginData.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** HParamsPluginData sessionStartInfo. */
        sessionStartInfo?: (tensorboard.SessionStartInfo.$Properties|null);

        /** HParamsPluginData sessionEndInfo. */
        sessionEndInfo?: (tensorboard.SessionEndInfo.$Properties|null);

        /** HParamsPluginData data. */
        data?: ("sessionStartInfo"|"sessionEndInfo");

        /**
         * Creates a new HParamsPluginData instance using the specified properties.
         * @param [properties] Properties to set
         * @returns HParamsPluginData instance
         */
        static create(properties: tensorboard.HParamsPluginData.$Shape): tensorboard.HParamsPluginData & tensorboard.HParamsPluginData.$Shape;
        static create(properties?: tensorboard.HParamsPluginData.$Properties): tensorboard.HParamsPluginData;

        /**
         * Encodes the specified HParamsPluginData message. Does not implicitly {@link tensorboard.HParamsPluginData.verify|verify} messages.
         * @param message HParamsPluginData message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.HParamsPluginData.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HParamsPluginData message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.HParamsPluginData & tensorboard.HParamsPluginData.$Shape} HParamsPluginData
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.HParamsPluginData & tensorboard.HParamsPluginData.$Shape;

        /**
         * Gets the type url for HParamsPluginData
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace HParamsPluginData {

        /** Properties of a HParamsPluginData. */
        interface $Properties {

            /** HParamsPluginData sessionStartInfo */
            sessionStartInfo?: (tensorboard.SessionStartInfo.$Properties|null);

            /** HParamsPluginData sessionEndInfo */
            sessionEndInfo?: (tensorboard.SessionEndInfo.$Properties|null);

            /** HParamsPluginData data */
            data?: ("sessionStartInfo"|"sessionEndInfo");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a HParamsPluginData. */
        type $Shape = {
          sessionStartInfo?: tensorboard.SessionStartInfo.$Shape|null;
          sessionEndInfo?: tensorboard.SessionEndInfo.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ data?: undefined; sessionStartInfo?: null; sessionEndInfo?: null }|{ data?: "sessionStartInfo"; sessionStartInfo: tensorboard.SessionStartInfo.$Shape; sessionEndInfo?: null }|{ data?: "sessionEndInfo"; sessionStartInfo?: null; sessionEndInfo: tensorboard.SessionEndInfo.$Shape })
        );
    }

    /**
     * Properties of a SessionStartInfo.
     * @deprecated Use tensorboard.SessionStartInfo.$Properties instead.
     */
    interface ISessionStartInfo extends tensorboard.SessionStartInfo.$Properties {
    }

    /** Represents a SessionStartInfo. */
    class SessionStartInfo {

        /**
         * Constructs a new SessionStartInfo.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.SessionStartInfo.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SessionStartInfo hparams. */
        hparams: { [k: string]: tensorboard.HParamValue.$Properties };

        /** SessionStartInfo startTimeSecs. */
        startTimeSecs: number;

        /**
         * Creates a new SessionStartInfo instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SessionStartInfo instance
         */
        static create(properties: tensorboard.SessionStartInfo.$Shape): tensorboard.SessionStartInfo & tensorboard.SessionStartInfo.$Shape;
        static create(properties?: tensorboard.SessionStartInfo.$Properties): tensorboard.SessionStartInfo;

        /**
         * Encodes the specified SessionStartInfo message. Does not implicitly {@link tensorboard.SessionStartInfo.verify|verify} messages.
         * @param message SessionStartInfo message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.SessionStartInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SessionStartInfo message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.SessionStartInfo & tensorboard.SessionStartInfo.$Shape} SessionStartInfo
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.SessionStartInfo & tensorboard.SessionStartInfo.$Shape;

        /**
         * Gets the type url for SessionStartInfo
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SessionStartInfo {

        /** Properties of a SessionStartInfo. */
        interface $Properties {

            /** SessionStartInfo hparams */
            hparams?: ({ [k: string]: tensorboard.HParamValue.$Properties }|null);

            /** SessionStartInfo startTimeSecs */
            startTimeSecs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SessionStartInfo. */
        type $Shape = {
          hparams?: { [k: string]: tensorboard.HParamValue.$Shape }|null;
          startTimeSecs?: number|null;
          $unknowns?: Uint8Array[];
        };
    }

    /**
     * Properties of a SessionEndInfo.
     * @deprecated Use tensorboard.SessionEndInfo.$Properties instead.
     */
    interface ISessionEndInfo extends tensorboard.SessionEndInfo.$Properties {
    }

    /** Represents a SessionEndInfo. */
    class SessionEndInfo {

        /**
         * Constructs a new SessionEndInfo.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.SessionEndInfo.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SessionEndInfo status. */
        status: number;

        /** SessionEndInfo endTimeSecs. */
        endTimeSecs: number;

        /**
         * Creates a new SessionEndInfo instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SessionEndInfo instance
         */
        static create(properties: tensorboard.SessionEndInfo.$Shape): tensorboard.SessionEndInfo & tensorboard.SessionEndInfo.$Shape;
        static create(properties?: tensorboard.SessionEndInfo.$Properties): tensorboard.SessionEndInfo;

        /**
         * Encodes the specified SessionEndInfo message. Does not implicitly {@link tensorboard.SessionEndInfo.verify|verify} messages.
         * @param message SessionEndInfo message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.SessionEndInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SessionEndInfo message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.SessionEndInfo & tensorboard.SessionEndInfo.$Shape} SessionEndInfo
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.SessionEndInfo & tensorboard.SessionEndInfo.$Shape;

        /**
         * Gets the type url for SessionEndInfo
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SessionEndInfo {

        /** Properties of a SessionEndInfo. */
        interface $Properties {

            /** SessionEndInfo status */
            status?: (number|null);

            /** SessionEndInfo endTimeSecs */
            endTimeSecs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SessionEndInfo. */
        type $Shape = tensorboard.SessionEndInfo.$Properties;
    }

    /**
     * Properties of a HParamValue.
     * @deprecated Use tensorboard.HParamValue.$Properties instead.
     */
    interface IHParamValue extends tensorboard.HParamValue.$Properties {
    }

    /** Represents a HParamValue. */
    class HParamValue {

        /**
         * Constructs a new HParamValue.
         * @param [properties] Properties to set
         */
        constructor(properties?: tensorboard.HParamValue.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** HParamValue numberValue. */
        numberValue?: (number|null);

        /** HParamValue stringValue. */
        stringValue?: (string|null);

        /** HParamValue boolValue. */
        boolValue?: (boolean|null);

        /** HParamValue kind. */
        kind?: ("numberValue"|"stringValue"|"boolValue");

        /**
         * Creates a new HParamValue instance using the specified properties.
         * @param [properties] Properties to set
         * @returns HParamValue instance
         */
        static create(properties: tensorboard.HParamValue.$Shape): tensorboard.HParamValue & tensorboard.HParamValue.$Shape;
        static create(properties?: tensorboard.HParamValue.$Properties): tensorboard.HParamValue;

        /**
         * Encodes the specified HParamValue message. Does not implicitly {@link tensorboard.HParamValue.verify|verify} messages.
         * @param message HParamValue message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tensorboard.HParamValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HParamValue message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tensorboard.HParamValue & tensorboard.HParamValue.$Shape} HParamValue
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tensorboard.HParamValue & tensorboard.HParamValue.$Shape;

        /**
         * Gets the type url for HParamValue
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace HParamValue {

        /** Properties of a HParamValue. */
        interface $Properties {

            /** HParamValue numberValue */
            numberValue?: (number|null);

            /** HParamValue stringValue */
            stringValue?: (string|null);

            /** HParamValue boolValue */
            boolValue?: (boolean|null);

            /** HParamValue kind */
            kind?: ("numberValue"|"stringValue"|"boolValue");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a HParamValue. */
        type $Shape = {
          numberValue?: number|null;
          stringValue?: string|null;
          boolValue?: boolean|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ kind?: undefined; numberValue?: null; stringValue?: null; boolValue?: null }|{ kind?: "numberValue"; numberValue: number; stringValue?: null; boolValue?: null }|{ kind?: "stringValue"; numberValue?: null; stringValue: string; boolValue?: null }|{ kind?: "boolValue"; numberValue?: null; stringValue?: null; boolValue: boolean })
        );
    }
}

export import Dimension = tensorboard.Dimension;
export import Event = tensorboard.Event;
export import HParamValue = tensorboard.HParamValue;
export import HParamsPluginData = tensorboard.HParamsPluginData;
export import Histogram = tensorboard.Histogram;
export import Image = tensorboard.Image;
export import PluginData = tensorboard.PluginData;
export import SessionEndInfo = tensorboard.SessionEndInfo;
export import SessionStartInfo = tensorboard.SessionStartInfo;
export import Summary = tensorboard.Summary;
export import SummaryMetadata = tensorboard.SummaryMetadata;
export import SummaryValue = tensorboard.SummaryValue;
export import Tensor = tensorboard.Tensor;
export import TensorShape = tensorboard.TensorShape;
